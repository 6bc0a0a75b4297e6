#include "cluster/data/yaml/plain_scalar.h"

#include "cluster/data/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

namespace skiff::data::yaml {

namespace {

constexpr std::array<std::string_view, 11> trueWords{"y",    "Y",    "yes", "Yes", "YES", "true",
                                                     "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> falseWords{"n",     "N",     "no",  "No",  "NO", "false",
                                                      "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> nullWords{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 15> notFiniteWords{".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",
                                                          ".INF",  "+.inf", "+.Inf", "+.INF", "-.inf",
                                                          "-.Inf", "-.INF", "-.nan", "-.NaN", "-.NAN"};

template <size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool mayBeNumber(std::string_view text)
{
    return !text.empty() &&
           (isDigit(text.front()) || text.front() == '+' || text.front() == '-' || text.front() == '.');
}

/// Decimal, 0x, 0o, 0b, and 0 before octal digits; a sign; no underscores any more.
std::optional<Value> parseInteger(std::string_view text)
{
    bool negative = false;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    int base = 10;
    if (text.size() > 1 && text.front() == '0') {
        const char mark = static_cast<char>(text[1] | 0x20);
        base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
        text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
    }
    uint64_t magnitude = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), magnitude, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    constexpr uint64_t most = uint64_t(INT64_MAX);
    if (negative)
        return magnitude <= most + 1 ? std::optional<Value>(static_cast<int64_t>(0 - magnitude)) : std::nullopt;
    if (magnitude <= most)
        return Value(static_cast<int64_t>(magnitude));
    return Value(magnitude);
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looksLikeFloat(std::string_view text)
{
    size_t i = 0;
    const auto digits = [&] {
        const size_t start = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i - start;
    };
    if (i < text.size() && (text[i] == '+' || text[i] == '-'))
        ++i;
    const size_t whole = digits();
    size_t fraction = 0;
    if (i < text.size() && text[i] == '.') {
        ++i;
        fraction = digits();
    }
    if (whole + fraction == 0)
        return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == text.size();
}

std::optional<Value> parseFloat(std::string_view text)
{
    if (!looksLikeFloat(text))
        return std::nullopt;
    if (text.front() == '+')
        text.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return Value(number);
}

std::optional<Value> parseNumber(std::string_view text)
{
    if (!mayBeNumber(text))
        return std::nullopt;
    std::string digits(text);
    std::erase(digits, '_');
    if (auto integer = parseInteger(digits))
        return integer;
    return parseFloat(digits);
}

/// Dates and base-60 numbers: strings here, but not for every YAML reader.
bool looksLikeTimeOrBase60(std::string_view text)
{
    if (text.empty() || (!isDigit(text.front()) && text.front() != '-' && text.front() != '+'))
        return false;
    const bool hasColon = text.find(':') != std::string_view::npos;
    const bool hasDash = text.find('-', 1) != std::string_view::npos;
    return (hasColon || hasDash) && std::all_of(text.begin(), text.end(), [](char c) {
               return isDigit(c) || std::string_view("-+:. _TtZz").find(c) != std::string_view::npos;
           });
}

bool readsAsString(std::string_view text)
{
    const auto value = resolvePlain(text);
    return value.ok() && value->is_string() && text != "<<" && text != "=" && !looksLikeTimeOrBase60(text);
}

/// The code of the character that `text` begins with, when YAML does not have it as such and JSON does: U+007F to
/// U+009F, line and paragraph separators, the byte order mark. Else 0.
unsigned unprintable(std::string_view text)
{
    const auto byte = [text](size_t at) -> unsigned {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    if (byte(0) == 0x7F)
        return 0x7F;
    if (byte(0) == 0xC2 && byte(1) < 0xA0)
        return byte(1);
    if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9"))
        return 0x2000 + (byte(2) & 0x3F);
    return text.starts_with("\xEF\xBB\xBF") ? 0xFEFF : 0;
}

bool hasUnprintable(std::string_view text)
{
    for (size_t i = 0; i < text.size(); ++i)
        if (static_cast<unsigned char>(text[i]) < 0x20 || unprintable(text.substr(i)) != 0)
            return true;
    return false;
}

/// True when a plain scalar of these characters ends or begins something else.
bool hasSyntax(std::string_view text)
{
    constexpr std::string_view indicators = ",[]{}#&*!|>'\"%@`";
    const char first = text.front();
    if (indicators.find(first) != std::string_view::npos || first == ' ' || text.back() == ' ' || text.back() == ':')
        return true;
    if ((first == '-' || first == '?' || first == ':') && (text.size() == 1 || text[1] == ' '))
        return true;
    if (text.starts_with("---") || text.starts_with("..."))
        return true;
    return text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos;
}

} // namespace

Result<Value> resolvePlain(std::string_view text)
{
    if (isOneOf(text, nullWords))
        return Value(nullptr);
    if (isOneOf(text, trueWords))
        return Value(true);
    if (isOneOf(text, falseWords))
        return Value(false);
    if (isOneOf(text, notFiniteWords))
        return Error{ErrorCode::InvalidArgument, "a number is not finite"};
    if (auto number = parseNumber(text))
        return std::move(*number);
    return Value(text);
}

void appendDoubleQuoted(std::string& out, std::string_view text)
{
    std::string json;
    appendJsonString(json, text);
    for (size_t i = 0; i < json.size();) {
        const unsigned code = unprintable(std::string_view(json).substr(i));
        if (code == 0) {
            out += json[i++];
            continue;
        }
        out += fmt::format("\\u{:04x}", code);
        i += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
}

Quoting quotingFor(std::string_view text)
{
    if (hasUnprintable(text))
        return Quoting::Double;
    if (!readsAsString(text))
        return Quoting::Double;
    return hasSyntax(text) ? Quoting::Single : Quoting::Plain;
}

} // namespace skiff::data::yaml
