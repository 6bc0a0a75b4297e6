#include "cluster/semantics/int_or_string.h"

#include <fmt/format.h>

#include <charconv>

namespace skiff::semantics {

namespace {

constexpr int64_t defaultPercent = 25;

int64_t share(int64_t percent, int64_t total, Rounding rounding)
{
    const int64_t product = percent * total;
    return rounding == Rounding::Up ? (product + 99) / 100 : product / 100;
}

int64_t valueOrDefault(api::IntOrStringView value, int64_t total, Rounding rounding)
{
    const auto scaled = value ? scaledValue(value, total, rounding) : share(defaultPercent, total, rounding);
    return scaled ? *scaled : 0;
}

} // namespace

Result<int64_t> scaledValue(api::IntOrStringView value, int64_t total, Rounding rounding)
{
    if (value.isInt())
        return value.asInt();
    const std::string_view text = value.asString();
    int64_t percent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
    if (error != std::errc() || end != text.data() + text.size() - 1 || *end != '%')
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("invalid value \"{}\": a count or a percentage is needed", text)};
    return share(percent, total, rounding);
}

RollingLimits rollingLimits(api::IntOrStringView maxSurge, api::IntOrStringView maxUnavailable, int64_t replicas)
{
    RollingLimits limits;
    limits.maxSurge = valueOrDefault(maxSurge, replicas, Rounding::Up);
    limits.maxUnavailable = valueOrDefault(maxUnavailable, replicas, Rounding::Down);
    if (limits.maxSurge == 0 && limits.maxUnavailable == 0)
        limits.maxUnavailable = 1;
    return limits;
}

} // namespace skiff::semantics
