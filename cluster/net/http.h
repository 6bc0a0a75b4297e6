#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::net {

/// A piece of an answer that is sent without being copied: `view` is valid while `owner` lives.
struct SharedBytes
{
    std::shared_ptr<const void> owner;
    std::string_view view;

    static SharedBytes of(std::string text);
    static SharedBytes of(std::shared_ptr<const std::string> text);
    /// Of static storage: nobody owns it.
    static SharedBytes literal(std::string_view text) { return {nullptr, text}; }
};
using Buffers = std::vector<SharedBytes>;
size_t totalSize(const Buffers& parts);
std::string joined(const Buffers& parts);

/// Header fields in order; names compare without case.
class Headers
{
public:
    void add(std::string name, std::string value);
    void set(std::string_view name, std::string value);      ///< replaces all of that name
    void remove(std::string_view name);
    std::string_view get(std::string_view name) const;        ///< the first, or empty
    bool has(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    /// True when the comma-separated list `name` holds `token` (case-insensitive), as in Connection: Upgrade.
    bool hasToken(std::string_view name, std::string_view token) const;

    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

/// Who is at the other end of a connection.
struct Peer
{
    std::string address;                      ///< "127.0.0.1:43210"
    bool presented = false;                   ///< showed a client certificate, good or not
    bool verified = false;                    ///< showed one that our CA signed and that is valid now
    std::string commonName;                   ///< of that certificate, only when verified
    std::vector<std::string> organizations;   ///< its O fields, only when verified
};

/// A request whose body has arrived whole.
struct Request
{
    std::string method;
    std::string target;                       ///< as sent: path and query
    std::string path;                         ///< still percent-encoded
    std::string query;                        ///< without '?', still percent-encoded
    int httpMajor = 1;
    Headers headers;
    std::string body;
    std::shared_ptr<const Peer> peer;
};

struct Response
{
    int status = 200;
    Headers headers;                          ///< Content-Length is set by the server
    Buffers body;
};

/// Raw bytes of a connection after an upgrade (101), both ways. Callbacks run on the
/// connection's loop thread, one at a time.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    /// Starts reading. `onData` may be called many times; then `onClose` once.
    virtual void start(std::function<void(std::string_view)> onData, std::function<void()> onClose) = 0;
    /// Queues bytes; `sent` (may be empty) is called when they left the queue: wait for it to apply back-pressure. Any thread.
    virtual void send(SharedBytes bytes, std::function<void()> sent) = 0;
    /// No more data is delivered until resume(). Any thread.
    virtual void pause() = 0;
    virtual void resume() = 0;
    /// Sends what is queued, then closes. Idempotent, any thread.
    virtual void close() = 0;
};

/// One request and the means to answer it, exactly once: send(), or startStream() … finish(),
/// or upgrade(). Held by shared_ptr; dropped without an answer it answers 500. Any thread.
class Exchange
{
public:
    virtual ~Exchange() = default;
    virtual const Request& request() const = 0;

    virtual void send(Response response) = 0;

    /// Begins an answer of unknown length (chunked, or HTTP/2 DATA).
    virtual void startStream(int status, Headers headers) = 0;
    /// Queues a part. False when the peer is gone or `maxQueued` bytes wait already: the caller should finish() then.
    virtual bool write(Buffers part) = 0;
    /// Bytes that are queued and not yet with the kernel.
    virtual size_t queuedBytes() const = 0;
    /// Ends the stream cleanly.
    virtual void finish() = 0;
    /// Ends the stream so that the peer sees a broken one.
    virtual void abort() = 0;

    /// Switches protocols: sends 101 with `headers` and hands over the bytes. Unsupported on
    /// HTTP/2; the request's own stream is not read further by the server.
    virtual Result<std::shared_ptr<ByteStream>> upgrade(Headers headers) = 0;

    /// Called once when the peer goes before the answer is complete. Replaces an earlier callback.
    virtual void onGone(std::function<void()> callback) = 0;
};

/// Takes every request. Called on a loop thread: work over 200 µs goes elsewhere.
using Handler = std::function<void(std::shared_ptr<Exchange>)>;

/// "a%2Fb" → "a/b"; '+' is left alone. False when an escape is broken.
bool percentDecode(std::string_view text, std::string& decoded);
std::string percentEncode(std::string_view text);

/// The query's parameters in order, decoded ('+' is a space). Broken escapes are kept as they are.
std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query);

} // namespace skiff::net
