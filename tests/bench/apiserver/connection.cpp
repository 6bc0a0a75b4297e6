#include "tests/bench/apiserver/connection.h"

#include "tests/bench/apiserver/server_process.h"

#include <fmt/core.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::bench {

TlsFiles loadTls(const std::string& folder)
{
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    const std::string admin = folder + "/pki/admin";
    if (SSL_CTX_use_certificate_file(context, (admin + ".crt").c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, (admin + ".key").c_str(), SSL_FILETYPE_PEM) != 1)
        giveUp("no credentials in " + folder);
    return {context, SSL_CTX_free};
}

Connection::Connection(uint16_t port, TlsFiles tls) : m_tls(std::move(tls))
{
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
        giveUp("cannot connect");
    m_ssl = SSL_new(m_tls.get());
    SSL_set_fd(m_ssl, m_socket);
    if (SSL_connect(m_ssl) != 1)
        giveUp("no TLS");
}

Connection::Connection(Connection&& other) noexcept
    : m_tls(std::move(other.m_tls)),
      m_ssl(std::exchange(other.m_ssl, nullptr)),
      m_socket(std::exchange(other.m_socket, -1)),
      m_buffer(std::move(other.m_buffer)),
      m_position(other.m_position)
{}

Connection::~Connection()
{
    if (m_ssl)
        SSL_free(m_ssl);
    if (m_socket >= 0)
        ::close(m_socket);
}

void Connection::send(std::string_view method, std::string_view path, std::string_view body, std::string_view headers)
{
    const std::string request =
        fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n{}Content-Length: {}\r\n\r\n{}", method,
                    path, headers, body.size(), body);
    for (size_t sent = 0; sent < request.size();) {
        const int count = SSL_write(m_ssl, request.data() + sent, int(request.size() - sent));
        if (count <= 0)
            giveUp("the server closed a connection");
        sent += size_t(count);
    }
}

bool Connection::fill()
{
    if (m_position > 0) {
        m_buffer.erase(0, m_position);
        m_position = 0;
    }
    const size_t size = m_buffer.size();
    m_buffer.resize(size + 65'536);
    const int count = SSL_read(m_ssl, m_buffer.data() + size, 65'536);
    m_buffer.resize(size + size_t(std::max(count, 0)));
    if (count > 0)
        return true;
    if (SSL_get_error(m_ssl, count) != SSL_ERROR_WANT_READ)
        giveUp("the server closed a connection");
    return false;
}

std::string_view Connection::head()
{
    while (true) {
        const std::string_view text = std::string_view(m_buffer).substr(m_position);
        if (const size_t end = text.find("\r\n\r\n"); end != text.npos) {
            m_position += end + 4;
            return text.substr(0, end + 4);
        }
        fill();
    }
}

size_t Connection::body(std::string* keep)
{
    const std::string start(head());
    const auto take = [&](size_t size) {
        for (size_t left = size; left > 0;) {
            if (m_position == m_buffer.size())
                fill();
            const size_t piece = std::min(left, m_buffer.size() - m_position);
            if (keep)
                keep->append(m_buffer, m_position, piece);
            m_position += piece;
            left -= piece;
        }
        return size;
    };
    if (const size_t place = start.find("Content-Length: "); place != start.npos)
        return take(std::strtoull(start.c_str() + place + 16, nullptr, 10));
    size_t total = 0;
    while (true) {
        size_t end = 0;
        while ((end = m_buffer.find("\r\n", m_position)) == std::string::npos)
            fill();
        const size_t size = std::strtoull(m_buffer.c_str() + m_position, nullptr, 16);
        m_position = end + 2;
        total += take(size);
        std::string* const kept = std::exchange(keep, nullptr);
        take(2);
        keep = kept;
        if (size == 0)
            return total;
    }
}

Answer Connection::receive()
{
    Answer answer;
    while (m_buffer.size() - m_position < 12)
        fill();
    answer.status = std::atoi(m_buffer.c_str() + m_position + 9);
    body(&answer.body);
    return answer;
}

size_t Connection::receiveAndForget(int expectedStatus)
{
    while (m_buffer.size() - m_position < 12)
        fill();
    const int status = std::atoi(m_buffer.c_str() + m_position + 9);
    std::string text;
    const size_t size = body(status == expectedStatus ? nullptr : &text);
    if (status != expectedStatus)
        giveUp(fmt::format("status {} where {} was expected: {}", status, expectedStatus, text.substr(0, 500)));
    return size;
}

void Connection::receiveHead()
{
    head();
}

void Connection::receiveEvent()
{
    size_t end = 0;
    while ((end = m_buffer.find("}\n", m_position)) == std::string::npos)
        fill();
    m_position = end + 2;
}

int Connection::countLines()
{
    int lines = 0;
    do {
        for (; m_position < m_buffer.size(); ++m_position) {
            lines += m_buffer[m_position] == '\n' && m_last == '}' ? 1 : 0; // the newline behind a chunk follows CR
            m_last = m_buffer[m_position];
        }
    } while (fill());
    return lines;
}

void Connection::setNonBlocking()
{
    ::fcntl(m_socket, F_SETFL, ::fcntl(m_socket, F_GETFL) | O_NONBLOCK);
}

} // namespace skiff::bench
