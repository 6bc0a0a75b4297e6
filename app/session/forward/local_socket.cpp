#include "app/session/forward/local_socket.h"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::session {

namespace {

constexpr size_t ReadSize = 32 * 1024;
constexpr int ReadsAtOnce = 8; ///< then others have their turn

#ifdef MSG_NOSIGNAL
constexpr int SendFlags = MSG_NOSIGNAL;
#else
constexpr int SendFlags = 0; // the socket itself is told, below
#endif

bool tryAgain()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

LocalSocket::LocalSocket(qintptr descriptor, QObject* parent)
    : QObject(parent),
      m_descriptor(int(descriptor)),
      m_readable(descriptor, QSocketNotifier::Read),
      m_writable(descriptor, QSocketNotifier::Write)
{
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    (void)::fcntl(m_descriptor, F_SETFL, ::fcntl(m_descriptor, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    (void)::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
    (void)::setsockopt(m_descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    connect(&m_readable, &QSocketNotifier::activated, this, &LocalSocket::read);
    connect(&m_writable, &QSocketNotifier::activated, this, &LocalSocket::flush);
}

LocalSocket::~LocalSocket()
{
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void LocalSocket::setReading(bool reading)
{
    m_readable.setEnabled(reading && !m_ended && m_descriptor >= 0);
}

void LocalSocket::read()
{
    QByteArray buffer(qsizetype(ReadSize), Qt::Uninitialized);
    for (int i = 0; i < ReadsAtOnce && m_readable.isEnabled(); ++i) {
        const ssize_t size = ::recv(m_descriptor, buffer.data(), ReadSize, 0);
        if (size > 0) {
            emit received(QByteArray(buffer.constData(), size));
            continue;
        }
        if (size < 0 && tryAgain())
            return;
        if (size < 0)
            return breakOff();
        m_ended = true;
        m_readable.setEnabled(false);
        emit finished();
    }
}

void LocalSocket::write(const QByteArray& bytes)
{
    if (m_descriptor < 0 || m_finishing)
        return;
    m_out += bytes;
    m_writable.setEnabled(true);
}

void LocalSocket::finish()
{
    m_finishing = true;
    m_writable.setEnabled(m_descriptor >= 0);
}

void LocalSocket::flush()
{
    while (bytesToWrite() > 0) {
        const ssize_t size = ::send(m_descriptor, m_out.constData() + m_written, size_t(bytesToWrite()), SendFlags);
        if (size < 0 && tryAgain())
            break;
        if (size < 0)
            return breakOff();
        m_written += size;
    }
    if (bytesToWrite() == 0 || m_written > m_out.size() / 2)
        m_out.remove(0, std::exchange(m_written, 0));
    if (bytesToWrite() == 0) {
        m_writable.setEnabled(false);
        if (m_finishing)
            (void)::shutdown(m_descriptor, SHUT_WR);
    }
    emit written();
}

void LocalSocket::abort()
{
    if (m_descriptor < 0)
        return;
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    m_out.clear();
    m_written = 0;
    const linger reset{.l_onoff = 1, .l_linger = 0};
    (void)::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(std::exchange(m_descriptor, -1));
}

void LocalSocket::breakOff()
{
    abort();
    emit broken();
}

} // namespace skiff::session
