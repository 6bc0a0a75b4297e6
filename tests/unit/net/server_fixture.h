#pragma once

#include "cluster/net/http_server.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <memory>
#include <string>

namespace skiff::test {

/// A server on a free loopback port with the answers that the tests of this folder ask for.
class ServerFixture
{
public:
    explicit ServerFixture(net::HttpServer::Options options = {}, net::Handler handler = {})
    {
        m_server = std::make_unique<net::HttpServer>(std::move(options), handler ? std::move(handler) : answerPaths);
        const Status started = m_server->start();
        if (!started.ok())
            qFatal("%s", started.error().message.c_str());
    }

    net::HttpServer& server() { return *m_server; }
    QString url(const QString& path, const QString& scheme = QStringLiteral("http")) const
    {
        return QStringLiteral("%1://127.0.0.1:%2%3").arg(scheme).arg(m_server->port()).arg(path);
    }

    /// /echo sends the body back, /hello a greeting, /big 32 MiB, /stream three parts.
    static void answerPaths(const std::shared_ptr<net::Exchange>& exchange)
    {
        const net::Request& request = exchange->request();
        net::Response response;
        response.headers.add("Content-Type", "text/plain");
        if (request.path == "/echo") {
            response.body.push_back(net::SharedBytes::of(request.body));
        } else if (request.path == "/hello") {
            response.body.push_back(net::SharedBytes::literal("hello, "));
            response.body.push_back(net::SharedBytes::literal("world"));
        } else if (request.path == "/big") {
            response.body.push_back(net::SharedBytes::of(std::string(32 * 1024 * 1024, 'x')));
        } else if (request.path == "/stream") {
            exchange->startStream(200, {});
            for (const char* part : {"one\n", "two\n", "three\n"})
                exchange->write({net::SharedBytes::literal(part)});
            exchange->finish();
            return;
        } else if (request.path == "/drop") {
            return;
        } else if (request.path == "/who") {
            response.body.push_back(net::SharedBytes::of(
                std::string(request.peer->verified ? "verified " : "unverified ") +
                (request.peer->presented ? "presented " : "nothing ") + request.peer->commonName + "/" +
                (request.peer->organizations.empty() ? "" : request.peer->organizations.front()) + " HTTP/" +
                std::to_string(request.httpMajor)));
        } else {
            response.status = 404;
        }
        exchange->send(std::move(response));
    }

private:
    std::unique_ptr<net::HttpServer> m_server;
};

/// Runs a program to its end and returns its output; its exit code lands in `exitCode`.
inline QByteArray runProgram(const QString& program, const QStringList& arguments, int* exitCode = nullptr)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(30'000);
    if (exitCode)
        *exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return process.readAllStandardOutput();
}

/// A blocking TCP connection to loopback for bytes that no proper client would send.
class RawClient
{
public:
    explicit RawClient(uint16_t port)
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const timeval patience{10, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    }
    ~RawClient() { ::close(m_fd); }

    bool connected() const { return m_connected; }
    void send(std::string_view text) { (void)!::send(m_fd, text.data(), text.size(), MSG_NOSIGNAL); }
    void halfClose() { ::shutdown(m_fd, SHUT_WR); }

    /// Everything until the peer closes.
    std::string readAll()
    {
        std::string all;
        char buffer[65536];
        for (ssize_t count = 0; (count = ::recv(m_fd, buffer, sizeof(buffer), 0)) > 0;)
            all.append(buffer, static_cast<size_t>(count));
        return all;
    }
    /// Until `end` is seen.
    std::string readUntil(std::string_view end)
    {
        std::string all;
        char byte = 0;
        while (all.find(end) == std::string::npos && ::recv(m_fd, &byte, 1, 0) == 1)
            all += byte;
        return all;
    }

private:
    int m_fd = -1;
    bool m_connected = false;
};

/// A loopback port that refuses connections: bound, so that nobody else gets it, and not listened on.
class RefusingPort
{
public:
    RefusingPort()
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (::bind(m_fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            qFatal("no loopback port");
        m_port = ntohs(address.sin_port);
    }
    ~RefusingPort() { ::close(m_fd); }

    uint16_t port() const { return m_port; }

private:
    int m_fd = -1;
    uint16_t m_port = 0;
};

} // namespace skiff::test
