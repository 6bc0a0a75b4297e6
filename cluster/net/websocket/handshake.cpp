#include "cluster/net/websocket/handshake.h"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <random>

namespace skiff::net::websocket {

namespace {

constexpr std::string_view keySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// In base64, of at most EVP_MAX_MD_SIZE bytes.
std::string encode(const unsigned char* bytes, size_t size)
{
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded;
    const int length = EVP_EncodeBlock(encoded.data(), bytes, static_cast<int>(size));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<size_t>(length)};
}

std::string acceptKey(std::string_view key)
{
    const std::string text = std::string(key).append(keySuffix);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    return encode(digest.data(), size);
}

std::string_view trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

} // namespace

bool isHandshake(const Headers& request)
{
    return request.hasToken("Connection", "Upgrade") && request.hasToken("Upgrade", "websocket");
}

std::vector<std::string> offeredProtocols(const Headers& request)
{
    std::vector<std::string> protocols;
    for (std::string_view field : request.all("Sec-WebSocket-Protocol")) {
        while (!field.empty()) {
            const size_t end = std::min(field.find(','), field.size());
            if (const std::string_view protocol = trimmed(field.substr(0, end)); !protocol.empty())
                protocols.emplace_back(protocol);
            field.remove_prefix(std::min(end + 1, field.size()));
        }
    }
    return protocols;
}

Result<Headers> accept(const Headers& request, std::string_view protocol)
{
    if (request.get("Sec-WebSocket-Version") != "13")
        return {ErrorCode::InvalidArgument, "only version 13 of WebSocket is spoken"};
    const std::string_view key = request.get("Sec-WebSocket-Key");
    if (key.empty())
        return {ErrorCode::InvalidArgument, "the request for WebSocket has no key"};
    Headers answer;
    answer.add("Upgrade", "websocket");
    answer.add("Connection", "Upgrade");
    answer.add("Sec-WebSocket-Accept", acceptKey(key));
    if (!protocol.empty())
        answer.add("Sec-WebSocket-Protocol", std::string(protocol));
    return answer;
}

std::string newKey()
{
    std::random_device numbers;
    std::array<unsigned char, 16> bytes;
    for (unsigned char& byte : bytes)
        byte = static_cast<unsigned char>(numbers());
    return encode(bytes.data(), bytes.size());
}

Headers offer(std::string_view key, const std::vector<std::string>& protocols)
{
    Headers request;
    request.add("Connection", "Upgrade");
    request.add("Upgrade", "websocket");
    request.add("Sec-WebSocket-Version", "13");
    request.add("Sec-WebSocket-Key", std::string(key));
    if (!protocols.empty())
        request.add("Sec-WebSocket-Protocol", fmt::format("{}", fmt::join(protocols, ", ")));
    return request;
}

Result<std::string> chosenProtocol(const Headers& answer, std::string_view key)
{
    if (!answer.hasToken("Upgrade", "websocket") || answer.get("Sec-WebSocket-Accept") != acceptKey(key))
        return {ErrorCode::Unavailable, "the answer is none to our request for WebSocket"};
    return std::string(answer.get("Sec-WebSocket-Protocol"));
}

} // namespace skiff::net::websocket
