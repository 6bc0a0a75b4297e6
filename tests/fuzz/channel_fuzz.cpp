// Feeds bytes to the parser of the frames between a host and its machine. The first byte says how the rest is cut
// into pieces: what comes out must not depend on it, and whatever came before, a Hello is understood.
#include "cluster/channel/frame.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace {

/// What the parser finds, as text.
std::string parse(std::string_view bytes, size_t piece)
{
    auto parser = std::make_unique<ChannelParser>();
    channelParserInit(parser.get());
    std::string found;
    while (!bytes.empty()) {
        size_t room = 0;
        uint8_t* to = channelParserRoom(parser.get(), &room);
        const size_t count = std::min({piece, room, bytes.size()});
        if (count == 0)
            std::abort();
        std::memcpy(to, bytes.data(), count);
        channelParserFilled(parser.get(), count);
        bytes.remove_prefix(count);
        ChannelFrame frame;
        for (int result = channelParserNext(parser.get(), &frame); result != 0;
             result = channelParserNext(parser.get(), &frame)) {
            if (result < 0)
                continue;
            found += std::to_string(frame.type) + " " + std::to_string(frame.session) + " ";
            found.append(reinterpret_cast<const char*>(frame.payload), frame.length);
        }
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    bytes.append(ChannelPreamble, '\0');
    uint8_t header[ChannelHeaderSize];
    channelHeader(header, ChannelHello, 0, 5);
    bytes.append(reinterpret_cast<const char*>(header), sizeof header).append("token");
    const std::string whole = parse(bytes, bytes.size());
    if (!whole.ends_with("1 0 token") || whole != parse(bytes, data[0] % 97 + 1))
        std::abort();
    return 0;
}
