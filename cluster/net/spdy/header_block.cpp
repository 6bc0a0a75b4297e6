#include "cluster/net/spdy/header_block.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace skiff::net::spdy {

namespace {

/// SPDY/3's dictionary begins with these, each behind its length in four bytes …
constexpr std::string_view dictionaryWords[] = {"options",
                                                "head",
                                                "post",
                                                "put",
                                                "delete",
                                                "trace",
                                                "accept",
                                                "accept-charset",
                                                "accept-encoding",
                                                "accept-language",
                                                "accept-ranges",
                                                "age",
                                                "allow",
                                                "authorization",
                                                "cache-control",
                                                "connection",
                                                "content-base",
                                                "content-encoding",
                                                "content-language",
                                                "content-length",
                                                "content-location",
                                                "content-md5",
                                                "content-range",
                                                "content-type",
                                                "date",
                                                "etag",
                                                "expect",
                                                "expires",
                                                "from",
                                                "host",
                                                "if-match",
                                                "if-modified-since",
                                                "if-none-match",
                                                "if-range",
                                                "if-unmodified-since",
                                                "last-modified",
                                                "location",
                                                "max-forwards",
                                                "pragma",
                                                "proxy-authenticate",
                                                "proxy-authorization",
                                                "range",
                                                "referer",
                                                "retry-after",
                                                "server",
                                                "te",
                                                "trailer",
                                                "transfer-encoding",
                                                "upgrade",
                                                "user-agent",
                                                "vary",
                                                "via",
                                                "warning",
                                                "www-authenticate",
                                                "method",
                                                "get",
                                                "status",
                                                "200 OK",
                                                "version",
                                                "HTTP/1.1",
                                                "url",
                                                "public",
                                                "set-cookie",
                                                "keep-alive",
                                                "origin"};
/// … and ends with these, without lengths.
constexpr std::string_view dictionaryTail =
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
    "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
    "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

void putNumber(std::string& text, size_t number)
{
    for (const int shift : {24, 16, 8, 0})
        text += static_cast<char>(number >> shift & 0xff);
}

void putText(std::string& text, std::string_view word)
{
    putNumber(text, word.size());
    text += word;
}

const std::string& dictionary()
{
    static const std::string text = [] {
        std::string made;
        for (const std::string_view word : dictionaryWords)
            putText(made, word);
        return made.append(dictionaryTail);
    }();
    return text;
}

Bytef* bytesOf(std::string_view text)
{
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return lower;
}

/// Takes numbers and texts off the front of a block.
class BlockReader
{
public:
    explicit BlockReader(std::string_view rest) : m_rest(rest) {}

    bool number(size_t& value)
    {
        if (m_rest.size() < 4)
            return false;
        value = 0;
        for (int i = 0; i < 4; ++i)
            value = value << 8 | static_cast<unsigned char>(m_rest[i]);
        m_rest.remove_prefix(4);
        return true;
    }
    bool text(std::string_view& value)
    {
        size_t size = 0;
        if (!number(size) || size > m_rest.size())
            return false;
        value = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return true;
    }
    bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

Error malformed()
{
    return {ErrorCode::InvalidArgument, "malformed SPDY header block"};
}

} // namespace

struct HeaderEncoder::Deflate
{
    z_stream stream{};
};

HeaderEncoder::HeaderEncoder() : m_deflate(std::make_unique<Deflate>())
{
    // Blocks are small: a small window and little memory do as well as the defaults' 256 KiB.
    constexpr int windowBits = 11;
    constexpr int memoryLevel = 1;
    deflateInit2(&m_deflate->stream, Z_BEST_SPEED, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY);
    deflateSetDictionary(&m_deflate->stream, bytesOf(dictionary()), static_cast<uInt>(dictionary().size()));
}

HeaderEncoder::~HeaderEncoder()
{
    deflateEnd(&m_deflate->stream);
}

std::string HeaderEncoder::encode(const Headers& headers)
{
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : headers) {
        const auto [field, isNew] = fields.try_emplace(lowerCase(name), value);
        if (!isNew)
            field->second.append(1, '\0').append(value);
    }
    std::string plain;
    putNumber(plain, fields.size());
    for (const auto& [name, value] : fields) {
        putText(plain, name);
        putText(plain, value);
    }
    z_stream& stream = m_deflate->stream;
    stream.next_in = bytesOf(plain);
    stream.avail_in = static_cast<uInt>(plain.size());
    std::string packed;
    std::array<char, 1024> room;
    do {
        stream.next_out = bytesOf({room.data(), room.size()});
        stream.avail_out = room.size();
        deflate(&stream, Z_SYNC_FLUSH);
        packed.append(room.data(), room.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    return packed;
}

struct HeaderDecoder::Inflate
{
    z_stream stream{};
};

HeaderDecoder::HeaderDecoder() : m_inflate(std::make_unique<Inflate>())
{
    inflateInit(&m_inflate->stream);
}

HeaderDecoder::~HeaderDecoder()
{
    inflateEnd(&m_inflate->stream);
}

Result<std::string> HeaderDecoder::unpack(std::string_view block)
{
    z_stream& stream = m_inflate->stream;
    stream.next_in = bytesOf(block);
    stream.avail_in = static_cast<uInt>(block.size());
    std::string plain;
    std::array<char, 4096> room;
    for (;;) {
        stream.next_out = bytesOf({room.data(), room.size()});
        stream.avail_out = room.size();
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        plain.append(room.data(), room.size() - stream.avail_out);
        if (plain.size() > maxHeaderBytes)
            return {ErrorCode::ResourceExhausted, "a SPDY header block is too large"};
        if (result == Z_NEED_DICT) {
            const auto size = static_cast<uInt>(dictionary().size());
            if (inflateSetDictionary(&stream, bytesOf(dictionary()), size) != Z_OK)
                return malformed();
            continue;
        }
        if (result == Z_BUF_ERROR && stream.avail_in == 0)
            return plain;
        if (result != Z_OK)
            return malformed();
        if (stream.avail_in == 0 && stream.avail_out != 0)
            return plain;
    }
}

Result<Headers> HeaderDecoder::decode(std::string_view block)
{
    SKIFF_TRY_ASSIGN(const std::string plain, unpack(block));
    BlockReader reader(plain);
    size_t count = 0;
    if (!reader.number(count))
        return malformed();
    Headers headers;
    for (; count > 0; --count) {
        std::string_view name;
        std::string_view value;
        if (!reader.text(name) || !reader.text(value) || name.empty())
            return malformed();
        const std::string lower = lowerCase(name);
        for (size_t end = 0; end != std::string_view::npos; value.remove_prefix(std::min(value.size(), end + 1))) {
            end = value.find('\0');
            headers.add(lower, std::string(value.substr(0, end)));
            if (end == std::string_view::npos)
                break;
        }
    }
    if (!reader.atEnd())
        return malformed();
    return headers;
}

} // namespace skiff::net::spdy
