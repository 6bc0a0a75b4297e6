#include "cluster/apiserver/gzip.h"

#include <zlib.h>

namespace skiff::apiserver {

namespace {

constexpr int gzipWindow = 15 + 16;  // 32 KiB, with a gzip head

/// Runs deflate until it wants more input, or until the end for Z_FINISH.
void drain(z_stream& stream, int flush, std::string& out)
{
    char block[64 * 1024];
    do {
        stream.next_out = reinterpret_cast<Bytef*>(block);
        stream.avail_out = sizeof block;
        deflate(&stream, flush);
        out.append(block, sizeof block - stream.avail_out);
    } while (stream.avail_out == 0);
}

} // namespace

std::string gzip(const net::Buffers& plain)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out;
    for (const net::SharedBytes& part : plain) {
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.view.data()));
        stream.avail_in = uInt(part.view.size());
        drain(stream, Z_NO_FLUSH, out);
    }
    drain(stream, Z_FINISH, out);
    deflateEnd(&stream);
    return out;
}

} // namespace skiff::apiserver
