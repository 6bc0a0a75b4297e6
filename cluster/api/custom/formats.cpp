#include "cluster/api/custom/check.h"
#include "cluster/base/clock.h"
#include "cluster/data/base64.h"

#include <arpa/inet.h>

#include <charconv>
#include <map>

namespace skiff::api::custom {

namespace {

bool isAddress(int family, std::string_view text)
{
    unsigned char bytes[16];
    return inet_pton(family, std::string(text).c_str(), bytes) == 1;
}

bool isCidr(std::string_view text)
{
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string_view address = text.substr(0, slash);
    const std::string_view bits = text.substr(slash + 1);
    int width = -1;
    const auto parsed = std::from_chars(bits.data(), bits.data() + bits.size(), width);
    if (bits.empty() || parsed.ptr != bits.data() + bits.size() || width < 0)
        return false;
    return (isAddress(AF_INET, address) && width <= 32) || (isAddress(AF_INET6, address) && width <= 128);
}

/// The formats that a pattern describes.
const Pattern* patternOf(std::string_view format)
{
    static const std::map<std::string, Pattern, std::less<>> patterns = [] {
        std::map<std::string, Pattern, std::less<>> all;
        constexpr const char* uuid = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?{}[0-9a-f]{3}-?{}[0-9a-f]{3}-?[0-9a-f]{12}$";
        const auto add = [&all](const char* name, std::string text) {
            all.try_emplace(name, text);
        };
        const auto uuidOf = [uuid](std::string_view version, std::string_view variant) {
            std::string text(uuid);
            text.replace(text.find("{}"), 2, version);
            return text.replace(text.find("{}"), 2, variant);
        };
        add("uuid", uuidOf("[0-9a-f]", "[0-9a-f]"));
        add("uuid3", uuidOf("3", "[0-9a-f]"));
        add("uuid4", uuidOf("4", "[89ab]"));
        add("uuid5", uuidOf("5", "[89ab]"));
        add("date", R"(^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$)");
        add("email", R"(^[^@\s<>]+@[^@\s<>]+$)");
        add("hostname",
            R"(^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*\.?$)");
        add("uri", R"(^([a-zA-Z][-a-zA-Z0-9+.]*:|/)\S*$)");
        add("mac", R"((?i)^[0-9a-f]{2}([:-])([0-9a-f]{2}[:-])+[0-9a-f]{2}$|^([0-9a-f]{4}\.)+[0-9a-f]{4}$)");
        add("duration",
            R"(^[-+]?(\d+(\.\d*)?\s*(ns|us|µs|ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)\s*)+$|^0$)");
        add("bsonobjectid", "(?i)^[0-9a-f]{24}$");
        add("hexcolor", "(?i)^#?([0-9a-f]{3}|[0-9a-f]{6})$");
        return all;
    }();
    const auto found = patterns.find(format);
    return found == patterns.end() ? nullptr : &found->second;
}

} // namespace

bool hasFormat(std::string_view format, std::string_view text)
{
    if (format == "date-time" || format == "datetime") {
        WallTime time;
        return parseTime(text, time);
    }
    if (format == "ipv4")
        return isAddress(AF_INET, text);
    if (format == "ipv6")
        return isAddress(AF_INET6, text);
    if (format == "cidr")
        return isCidr(text);
    if (format == "byte")
        return text.empty() || data::fromBase64(text).ok();
    const Pattern* pattern = patternOf(format);
    return !pattern || pattern->matches(text);
}

} // namespace skiff::api::custom
