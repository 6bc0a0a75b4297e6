#include "cluster/data/quantity.h"

#include <array>
#include <charconv>
#include <limits>

namespace skiff::data {
namespace {

__extension__ using Number = __int128;

/// What a suffix multiplies by: base^exponent.
struct Scale
{
    int base;
    int exponent;
    Quantity::Format format;
};

struct Suffix
{
    std::string_view text;
    Scale scale;
};

constexpr std::array<Suffix, 16> Suffixes{{
    {"", {10, 0, Quantity::Format::Decimal}},
    {"m", {10, -3, Quantity::Format::Decimal}},
    {"k", {10, 3, Quantity::Format::Decimal}},
    {"M", {10, 6, Quantity::Format::Decimal}},
    {"G", {10, 9, Quantity::Format::Decimal}},
    {"T", {10, 12, Quantity::Format::Decimal}},
    {"P", {10, 15, Quantity::Format::Decimal}},
    {"E", {10, 18, Quantity::Format::Decimal}},
    {"u", {10, -6, Quantity::Format::Decimal}},
    {"n", {10, -9, Quantity::Format::Decimal}},
    {"Ki", {2, 10, Quantity::Format::Binary}},
    {"Mi", {2, 20, Quantity::Format::Binary}},
    {"Gi", {2, 30, Quantity::Format::Binary}},
    {"Ti", {2, 40, Quantity::Format::Binary}},
    {"Pi", {2, 50, Quantity::Format::Binary}},
    {"Ei", {2, 60, Quantity::Format::Binary}},
}};

std::string_view suffixOf(int base, int exponent)
{
    for (const Suffix& each : Suffixes) {
        if (each.scale.exponent == exponent && (exponent == 0 || each.scale.base == base))
            return each.text;
    }
    return {};
}

bool findScale(std::string_view text, Scale& scale)
{
    for (const Suffix& each : Suffixes) {
        if (each.text == text) {
            scale = each.scale;
            return true;
        }
    }
    if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E'))
        return false;
    text.remove_prefix(text[1] == '+' ? 2 : 1);
    int exponent = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
        return false;
    scale = {10, exponent, Quantity::Format::Exponent};
    return true;
}

constexpr Number MaxNanos = Number(std::numeric_limits<int64_t>::max()) * 1'000'000'000;

/// The digits of `text` ("12.5") times `factor` (base^exponent) in nanos, capped; rounded up.
Number magnitude(std::string_view whole, std::string_view fraction, const Scale& scale)
{
    Number number = 0;
    int exponent = 9; // of ten, to nanos
    const auto push = [&number](char digit) {
        if (number > MaxNanos)
            return false;
        number = number * 10 + (digit - '0');
        return true;
    };
    for (const char digit : whole) {
        if (!push(digit))
            return MaxNanos;
    }
    bool rest = false; // digits that are too fine to hold
    for (const char digit : fraction) {
        if (exponent > -15 && number < MaxNanos / 10 && push(digit))
            --exponent;
        else
            rest = rest || digit != '0';
    }
    if (number == 0 && !rest)
        return 0;
    int twos = scale.base == 2 ? scale.exponent : 0;
    exponent += scale.base == 10 ? scale.exponent : 0;
    for (; twos > 0; --twos) {
        if (number > (Number(1) << 120)) { // the last digit makes room
            rest = rest || number % 10 != 0;
            number /= 10;
            ++exponent;
        }
        number *= 2;
    }
    for (; exponent > 0; --exponent) {
        if (number > MaxNanos)
            return MaxNanos;
        number *= 10;
    }
    for (; exponent < 0 && number > 0; ++exponent) {
        rest = rest || number % 10 != 0;
        number /= 10;
    }
    return std::min(number + (rest ? 1 : 0), MaxNanos);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `text`.
std::string_view takeDigits(std::string_view& text)
{
    size_t count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

std::string written(Number number, std::string_view suffix)
{
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<int64_t>(number)).ptr;
    return std::string(buffer, end).append(suffix);
}

} // namespace

Quantity Quantity::fromMilli(int64_t count, Format format)
{
    Quantity quantity;
    quantity.m_nanos = Number(count) * (Unit / 1000);
    quantity.m_format = format;
    return quantity;
}

Result<Quantity> Quantity::parse(std::string_view text)
{
    static constexpr std::string_view WrongFormat =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    if (text.empty() || text.size() > 1000)
        return {ErrorCode::InvalidArgument, std::string(WrongFormat)};
    const bool negative = text[0] == '-';
    if (negative || text[0] == '+')
        text.remove_prefix(1);
    const std::string_view whole = takeDigits(text);
    std::string_view fraction;
    if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
        fraction = takeDigits(text);
    }
    if ((whole.empty() && fraction.empty()) ||
        text.find_first_not_of("eEinumkKMGTP+-0123456789") != std::string_view::npos)
        return {ErrorCode::InvalidArgument, std::string(WrongFormat)};
    Scale scale{};
    if (!findScale(text, scale))
        return {ErrorCode::InvalidArgument, "unable to parse quantity's suffix"};
    Quantity quantity;
    quantity.m_nanos = magnitude(whole, fraction, scale);
    if (negative)
        quantity.m_nanos = -quantity.m_nanos;
    quantity.m_format = scale.format;
    return quantity;
}

std::string Quantity::toString() const
{
    if (m_nanos == 0)
        return "0";
    const bool small = m_nanos > -Number(1024) * Unit && m_nanos < Number(1024) * Unit;
    if (m_format == Format::Binary && !small) {
        Number number = m_nanos / Unit;
        if (m_nanos % Unit != 0)
            number += m_nanos > 0 ? 1 : -1;
        int exponent = 0;
        for (; number % 1024 == 0 && exponent < 60; exponent += 10)
            number /= 1024;
        return written(number, suffixOf(2, exponent));
    }
    Number number = m_nanos;
    int exponent = -9;
    for (; number % 1000 == 0 && exponent < 18; exponent += 3)
        number /= 1000;
    if (m_format == Format::Exponent && exponent != 0)
        return written(number, "e" + std::to_string(exponent));
    return written(number, suffixOf(10, exponent));
}

int64_t Quantity::scaled(int64_t unit) const
{
    Number number = m_nanos / unit;
    if (m_nanos % unit != 0)
        number += m_nanos > 0 ? 1 : -1;
    constexpr Number max = std::numeric_limits<int64_t>::max();
    return static_cast<int64_t>(number > max ? max : number < -max ? -max : number);
}

Quantity& Quantity::operator+=(const Quantity& other)
{
    if (m_nanos == 0)
        m_format = other.m_format;
    m_nanos = std::max(-MaxNanos, std::min(MaxNanos, m_nanos + other.m_nanos));
    return *this;
}

Quantity& Quantity::operator-=(const Quantity& other)
{
    if (m_nanos == 0)
        m_format = other.m_format;
    m_nanos = std::max(-MaxNanos, std::min(MaxNanos, m_nanos - other.m_nanos));
    return *this;
}

} // namespace skiff::data
