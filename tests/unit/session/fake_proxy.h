#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>
#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

namespace skiff::test {

/// A proxy of the loopback interface: tunnels by HTTP CONNECT, plain HTTP requests, SOCKS 5. GUI thread.
class FakeProxy final : public QObject
{
public:
    FakeProxy();

    /// "http://…", "socks5://…", with the name and password when there are some.
    QUrl url(const QString& scheme) const;
    /// "ada:secret": who else comes is refused.
    QString credentials;
    /// "CONNECT 127.0.0.1:6443", "GET 127.0.0.1:6443" or "SOCKS 127.0.0.1:6443", in order; not those refused.
    QStringList asked;

private:
    void read(QTcpSocket* client);
    void readHttp(QTcpSocket* client);
    void readSocks(QTcpSocket* client);
    QTcpSocket* join(QTcpSocket* client, const QString& host, int port, const QByteArray& greeting);

    QTcpServer m_server;
};

} // namespace skiff::test
