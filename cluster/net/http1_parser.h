#pragma once

#include "cluster/base/result.h"
#include "cluster/net/http.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::net {

/// Reads one HTTP/1.x request after another from pieces of a stream. Loop thread only.
class Http1RequestParser
{
public:
    enum class State {
        Incomplete, ///< more bytes are needed
        Complete,   ///< take() has the request
        Bad,        ///< answer with errorStatus() and close
    };

    Http1RequestParser(size_t maxHeaderBytes, size_t maxBodyBytes);
    ~Http1RequestParser();

    /// Reads from the front of `bytes`; `consumed` of them are done with, the rest must come again.
    State feed(std::string_view bytes, size_t& consumed);

    /// True once after the fields of a request that waits for "100 Continue" before its body.
    bool takeExpectation();
    Request take();          ///< and starts over
    bool keepAlive() const;  ///< as the request that was taken last asked
    bool oldClient() const;  ///< it spoke HTTP/1.0
    bool started() const;    ///< some bytes of a request have arrived

    int errorStatus() const;
    std::string_view errorText() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Reads one HTTP/1.x answer. Informational answers but 101 are skipped. Loop thread only.
class Http1ResponseParser
{
public:
    struct Events
    {
        std::function<void(int status, Headers headers)> onHead;
        std::function<void(std::string_view bytes)> onBody;
    };

    /// `headRequest`: the answer has no body whatever its fields say.
    Http1ResponseParser(bool headRequest, size_t maxHeaderBytes, Events events);
    ~Http1ResponseParser();

    /// Reads from the front of `bytes`; `consumed` of them are done with, the rest must come
    /// again. InvalidArgument for what is no HTTP.
    Status feed(std::string_view bytes, size_t& consumed);
    /// The peer closed. Fails unless that may end this answer.
    Status feedEnd();

    bool headDone() const;
    bool done() const;
    bool keepAlive() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace skiff::net
