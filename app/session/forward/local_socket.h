#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

namespace skiff::session {

/// The connection of a program on this machine whose two ways end one by one. QTcpSocket closes both
/// when the peer has sent its last byte, although it may still wait for its answer. GUI thread.
class LocalSocket final : public QObject
{
    Q_OBJECT

public:
    /// Owns the descriptor, of a connection that was accepted.
    explicit LocalSocket(qintptr descriptor, QObject* parent = nullptr);
    ~LocalSocket() override;

    /// Off at first: the kernel keeps what comes and makes the program wait.
    void setReading(bool reading);
    void write(const QByteArray& bytes);
    qsizetype bytesToWrite() const { return m_out.size() - m_written; }
    /// Nothing more is written after what waits.
    void finish();
    /// Ends both ways so that the program sees an error.
    void abort();

signals:
    void received(const QByteArray& bytes);
    void written();
    /// The program sends no more; it may read on.
    void finished();
    /// It is gone without having read everything.
    void broken();

private:
    void read();
    void flush();
    void breakOff();

    int m_descriptor;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    QByteArray m_out;
    qsizetype m_written = 0; ///< of m_out
    bool m_finishing = false;
    bool m_ended = false; ///< the program's way
};

} // namespace skiff::session
