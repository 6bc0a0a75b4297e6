// Feeds bytes to everything of cluster/net that reads a peer's text. The first byte says how the rest is cut into
// pieces, because parsers that go on after a gap are where mistakes hide.
#include "cluster/net/endpoint.h"
#include "cluster/net/http1_parser.h"

#include <algorithm>
#include <cstdlib>

using namespace skiff;

namespace {

/// Requests must come out the same however the bytes are cut.
std::string readRequests(std::string_view bytes, size_t piece)
{
    net::Http1RequestParser parser(2'000, 4'000);
    std::string seen;
    std::string input;
    while (!bytes.empty() || !input.empty()) {
        const size_t count = std::min(piece, bytes.size());
        input.append(bytes.substr(0, count));
        bytes.remove_prefix(count);
        size_t consumed = 0;
        const auto state = parser.feed(input, consumed);
        if (consumed > input.size())
            std::abort();
        input.erase(0, consumed);
        if (state == net::Http1RequestParser::State::Bad)
            return seen + "bad";
        if (state == net::Http1RequestParser::State::Complete) {
            const net::Request request = parser.take();
            if (request.body.size() > 4'000)
                std::abort();
            seen += request.method + " " + request.target + " " + request.body + "\n";
        } else if (count == 0 && consumed == 0) {
            break;
        }
    }
    return seen;
}

void readResponse(std::string_view bytes, size_t piece, bool head)
{
    net::Http1ResponseParser parser(head, 2'000,
                                    {[](int, net::Headers) {},
                                     [](std::string_view) {
                                     }});
    std::string input;
    while (!bytes.empty() && !parser.done()) {
        const size_t count = std::min(piece, bytes.size());
        input.append(bytes.substr(0, count));
        bytes.remove_prefix(count);
        size_t consumed = 0;
        if (!parser.feed(input, consumed).ok())
            return;
        if (consumed > input.size())
            std::abort();
        input.erase(0, consumed);
    }
    (void)parser.feedEnd().ok();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t piece = data[0] % 32 + 1;
    const std::string whole = readRequests(text, text.size() + 1);
    const std::string cut = readRequests(text, piece);
    // Limits may strike earlier in pieces or later: only what both accepted must agree.
    const size_t common = std::min(whole.rfind('\n') + 1, cut.rfind('\n') + 1);
    if (whole.substr(0, common) != cut.substr(0, common))
        std::abort();
    readResponse(text, piece, data[0] & 128);
    std::string decoded;
    if (net::percentDecode(text, decoded) && decoded.size() > text.size())
        std::abort();
    (void)net::parseQuery(text);
    (void)net::Endpoint::parse(text).ok();
    return 0;
}
