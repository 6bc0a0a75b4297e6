#pragma once

#include "cluster/net/http.h"
#include "cluster/net/out_queue.h"

#include <nghttp2/nghttp2.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::net {

constexpr size_t http2FrameHeadSize = 9;

/// The body of one stream on its way out; nghttp2 asks it for DATA frames. Loop thread only.
/// Must not move while nghttp2 knows its provider().
class Http2Body
{
public:
    void add(SharedBytes part);
    void finish() { m_finished = true; }
    size_t bytes() const { return m_bytes; }

    nghttp2_data_provider provider();
    /// True once when nghttp2 waits to be told that there is more.
    bool takeDeferred() { return std::exchange(m_deferred, false); }
    /// Puts `frames` and then the next `count` bytes into `out`; small ones by copy.
    void moveTo(std::string& frames, OutQueue& out, size_t count);

private:
    static ssize_t onRead(nghttp2_session*, int32_t, uint8_t*, size_t most, uint32_t* flags,
                          nghttp2_data_source* source, void*);

    std::deque<SharedBytes> m_parts;
    size_t m_bytes = 0;
    bool m_finished = false;
    bool m_deferred = false;
};

/// Header fields as nghttp2 wants them; owns their text.
class Http2Fields
{
public:
    void add(std::string_view name, std::string_view value);
    /// Adds a field of HTTP/1.1 in lower case, unless HTTP/2 forbids it (RFC 9113, 8.2.2).
    void addIfAllowed(std::string_view name, std::string_view value);

    const nghttp2_nv* data();
    size_t size() const { return m_fields.size(); }

private:
    std::deque<std::pair<std::string, std::string>> m_fields;
    std::vector<nghttp2_nv> m_views;
};

} // namespace skiff::net
