#include "tests/support/many_pods/pod_server_process.h"

#include <QFile>
#include <QTcpSocket>

namespace skiff::test {

namespace {

constexpr int Patience = 30'000; // milliseconds

} // namespace

PodServerProcess::~PodServerProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished(5'000);
    }
}

bool PodServerProcess::start(int pods)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral(SKIFF_MANY_PODS), {QString::number(pods)});
    while (!m_process.canReadLine())
        if (!m_process.waitForReadyRead(Patience))
            return false;
    m_port = quint16(m_process.readLine().trimmed().toUInt());
    QFile file(kubeconfig());
    return m_port != 0 && file.open(QIODevice::WriteOnly) &&
           file.write(QStringLiteral("apiVersion: v1\nkind: Config\ncurrent-context: many-pods\n"
                                     "clusters:\n- name: many-pods\n  cluster: {server: 'http://127.0.0.1:%1'}\n"
                                     "users:\n- name: ada\n  user: {token: none}\n"
                                     "contexts:\n- name: many-pods\n  context: {cluster: many-pods, user: ada}\n")
                          .arg(m_port)
                          .toUtf8()) > 0;
}

QByteArray PodServerProcess::get(const QString& path) const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    if (!socket.waitForConnected(Patience))
        return {};
    socket.write("GET " + path.toUtf8() + " HTTP/1.1\r\nHost: pods\r\n\r\n");
    QByteArray answer;
    for (;;) {
        const qsizetype end = answer.indexOf("\r\n\r\n");
        if (end >= 0) {
            const qsizetype mark = answer.indexOf("Content-Length: ") + 16;
            const qsizetype length = answer.mid(mark, answer.indexOf("\r\n", mark) - mark).toLongLong();
            if (answer.size() >= end + 4 + length)
                return answer.mid(end + 4, length);
        }
        if (!socket.waitForReadyRead(Patience))
            return {};
        answer += socket.readAll();
    }
}

} // namespace skiff::test
