#include "cluster/net/http2_support.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skiff::net {

namespace {

/// Parts up to this size are copied into the frame text: cheaper than a piece of their own.
constexpr size_t copyUpTo = 1024;

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

} // namespace

void Http2Body::add(SharedBytes part)
{
    if (part.view.empty())
        return;
    m_bytes += part.view.size();
    m_parts.push_back(std::move(part));
}

nghttp2_data_provider Http2Body::provider()
{
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = onRead;
    return provider;
}

ssize_t Http2Body::onRead(nghttp2_session*, int32_t, uint8_t*, size_t most, uint32_t* flags,
                          nghttp2_data_source* source, void*)
{
    auto& body = *static_cast<Http2Body*>(source->ptr);
    const size_t count = std::min(most, body.m_bytes);
    if (count == 0 && !body.m_finished) {
        body.m_deferred = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    if (count > 0)
        *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (body.m_finished && count == body.m_bytes)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

void Http2Body::moveTo(std::string& frames, OutQueue& out, size_t count)
{
    m_bytes -= count;
    while (count > 0) {
        SharedBytes& front = m_parts.front();
        const size_t part = std::min(count, front.view.size());
        if (part <= copyUpTo) {
            frames.append(front.view.substr(0, part));
        } else {
            out.add(std::exchange(frames, {}));
            out.add(SharedBytes{front.owner, front.view.substr(0, part)});
        }
        front.view.remove_prefix(part);
        count -= part;
        if (front.view.empty())
            m_parts.pop_front();
    }
}

void Http2Fields::add(std::string_view name, std::string_view value)
{
    m_fields.emplace_back(name, value);
}

void Http2Fields::addIfAllowed(std::string_view name, std::string_view value)
{
    constexpr std::array<std::string_view, 8> ofConnections{
        "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host", "http2-settings", "te"};
    std::string lower = lowerCase(name);
    if (std::find(ofConnections.begin(), ofConnections.end(), lower) == ofConnections.end())
        m_fields.emplace_back(std::move(lower), value);
}

const nghttp2_nv* Http2Fields::data()
{
    m_views.clear();
    for (auto& [name, value] : m_fields)
        m_views.push_back({reinterpret_cast<uint8_t*>(name.data()), reinterpret_cast<uint8_t*>(value.data()),
                           name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    return m_views.data();
}

} // namespace skiff::net
