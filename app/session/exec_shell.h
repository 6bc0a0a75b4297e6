#pragma once

#include "app/session/exec_session.h"

namespace skiff::session {

/// Opens a shell in a container without asking which one it has: tries bash, ash and sh by way of sh,
/// then each by itself. Says clearly when there is none. Bytes go through it as through an
/// ExecSession. GUI thread.
class ExecShell final : public QObject
{
    Q_OBJECT

public:
    /// `target.command` empty: a shell is looked for. With `attach` the container's own program.
    ExecShell(ExecSession::Opener opener, ExecTarget target, bool attach = false, QObject* parent = nullptr);
    ~ExecShell() override;

    void start();
    bool running() const { return m_session && m_session->open(); }
    QString protocol() const { return m_session ? m_session->protocol() : QString(); }
    void send(const QByteArray& bytes);
    /// Nothing more is typed; false when the server's protocol cannot say so.
    bool closeInput() { return m_session && m_session->closeInput(); }
    void resize(int rows, int columns);

    /// What is tried, in this order.
    static QList<QStringList> candidates();

signals:
    void opened();
    void output(const QByteArray& bytes);
    void ended(const skiff::session::ExecEnd& end);

private:
    void tryNext();
    void onEnded(const ExecEnd& end);

    const ExecSession::Opener m_opener;
    const ExecTarget m_target;
    const bool m_attach;
    QList<QStringList> m_left;
    std::unique_ptr<ExecSession> m_session;
    int m_rows = 0;
    int m_columns = 0;
};

} // namespace skiff::session
