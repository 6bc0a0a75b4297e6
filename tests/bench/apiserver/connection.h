#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace skiff::bench {

/// The administrator's credentials of one server, loaded once for all connections.
using TlsFiles = std::shared_ptr<ssl_ctx_st>;
TlsFiles loadTls(const std::string& folder);

struct Answer
{
    int status = 0;
    std::string body;
};

/// One keep-alive connection over TLS with blocking calls. One thread.
class Connection
{
public:
    Connection(uint16_t port, TlsFiles tls);
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int descriptor() const { return m_socket; }

    /// `headers` are whole lines, each ended by CRLF.
    void send(std::string_view method, std::string_view path, std::string_view body = {},
              std::string_view headers = {});
    Answer receive();
    /// receive() without keeping the body; its size comes back.
    size_t receiveAndForget(int expectedStatus);
    Answer call(std::string_view method, std::string_view path, std::string_view body = {},
                std::string_view headers = {})
    {
        send(method, path, body, headers);
        return receive();
    }

    /// The head of an answer whose body comes in pieces: a watch.
    void receiveHead();
    /// Waits for one event of a watch.
    void receiveEvent();
    /// Reads what is there without waiting; returns how many events of a watch it ends.
    int countLines();
    void setNonBlocking();

private:
    bool fill();
    std::string_view head();
    size_t body(std::string* keep);

    TlsFiles m_tls;
    ssl_st* m_ssl = nullptr;
    int m_socket = -1;
    std::string m_buffer;
    size_t m_position = 0;
    char m_last = 0;
};

} // namespace skiff::bench
