#include "cluster/pki/jwt.h"

#include "cluster/pki/base64url.h"

#include <optional>

namespace skiff::pki {

namespace {

/// Tokens are short; a longer one is an attack on the parser.
constexpr size_t maximumToken = 16'384;

/// The dot-separated parts, still encoded.
struct Parts
{
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signedText; ///< header and claims with their dot
};

std::optional<Parts> split(std::string_view token)
{
    const size_t first = token.find('.');
    const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos ||
        token.size() > maximumToken)
        return std::nullopt;
    return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                 token.substr(0, second)};
}

Error malformed()
{
    return {ErrorCode::Unauthenticated, "malformed token"};
}

Result<data::Value> readObject(std::string_view encoded)
{
    const auto text = fromBase64Url(encoded);
    if (!text)
        return malformed();
    auto value = data::parseJson(*text);
    if (!value.ok() || !value->is_object())
        return malformed();
    return value;
}

} // namespace

Result<std::string> signToken(const Key& key, const data::Value& claims)
{
    const data::Value header = data::Object{{"alg", "ES256"}, {"kid", key.id()}};
    std::string token = toBase64Url(data::toJson(header)) + '.' + toBase64Url(data::toJson(claims));
    SKIFF_TRY_ASSIGN(const std::string signature, key.sign(token));
    return token + '.' + toBase64Url(signature);
}

Result<data::Value> verifyToken(std::string_view token, std::span<const Key> keys)
{
    const auto parts = split(token);
    if (!parts)
        return malformed();
    SKIFF_TRY_ASSIGN(const data::Value header, readObject(parts->header));
    const auto signature = fromBase64Url(parts->signature);
    // Naming the one algorithm shuts out "none" and keys used in another way than meant.
    if (!signature || data::stringAt(header, {"alg"}) != "ES256")
        return malformed();
    const std::string_view id = data::stringAt(header, {"kid"});
    for (const Key& key : keys) {
        if ((id.empty() || id == key.id()) && key.verify(parts->signedText, *signature))
            return readObject(parts->claims);
    }
    return Error{ErrorCode::Unauthenticated, "the token's signature is not ours"};
}

Result<data::Value> readUnverifiedClaims(std::string_view token)
{
    const auto parts = split(token);
    return parts ? readObject(parts->claims) : malformed();
}

data::Value keySet(std::span<const Key> keys)
{
    data::Array list;
    for (const Key& key : keys) {
        const Key::Point point = key.point();
        list.push_back(data::Object{{"use", "sig"},
                                    {"kty", "EC"},
                                    {"kid", key.id()},
                                    {"alg", "ES256"},
                                    {"crv", "P-256"},
                                    {"x", toBase64Url(point.x)},
                                    {"y", toBase64Url(point.y)}});
    }
    return data::Object{{"keys", std::move(list)}};
}

} // namespace skiff::pki
