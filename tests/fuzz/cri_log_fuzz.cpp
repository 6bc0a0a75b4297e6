// Feeds bytes to the reader of container logs. The first byte says how the rest is cut into pieces: what comes out
// must not depend on it.
#include "cluster/kubelet/logs/log_reader.h"

#include <algorithm>
#include <cstdlib>

using namespace skiff::kubelet;

namespace {

std::string read(std::string_view bytes, size_t piece, const LogOptions& options)
{
    LogFilter filter(options);
    std::string text;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        text += filter.feed(bytes.substr(0, piece));
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const size_t piece = data[0] % 17 + 1;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    LogOptions options;
    options.timestamps = data[0] & 0x80;
    if (data[0] & 0x40)
        options.limitBytes = 20;
    const std::string whole = read(bytes, bytes.size(), options);
    if (whole != read(bytes, piece, options) || (options.limitBytes && whole.size() > 20))
        std::abort();
    return 0;
}
