#include "cluster/apiserver/handlers/continue_token.h"

#include "cluster/data/base64.h"
#include "cluster/data/value.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view tokenVersion = "meta.k8s.io/v1";

StatusError badToken(std::string_view why)
{
    return badRequest(fmt::format("invalid continue token: continue key is not valid: {}", why));
}

} // namespace

std::string ContinueToken::encode() const
{
    const data::Value token{{"v", tokenVersion}, {"rv", revision.value}, {"start", after + '\0'}};
    std::string text = data::toBase64(data::toJson(token));
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

Outcome<ContinueToken> ContinueToken::decode(std::string_view text)
{
    std::string plain(text);
    for (char& c : plain)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    plain.append((4 - plain.size() % 4) % 4, '=');
    const auto bytes = data::fromBase64(plain);
    if (!bytes.ok())
        return badToken(bytes.error().message);
    const auto token = data::parseJson(*bytes);
    if (!token.ok())
        return badToken(token.error().message);
    if (data::stringAt(*token, {"v"}) != tokenVersion)
        return badToken("server does not recognize this encoded version");
    std::string_view start = data::stringAt(*token, {"start"});
    if (start.ends_with('\0'))
        start.remove_suffix(1);
    const int64_t revision = data::intAt(*token, {"rv"});
    if (revision <= 0 || start.find("..") != std::string_view::npos || start.starts_with('/'))
        return badToken("the token was not made by this server");
    return ContinueToken{store::Revision{uint64_t(revision)}, std::string(start)};
}

} // namespace skiff::apiserver
