#include "cluster/semantics/human_duration.h"

#include <fmt/format.h>

namespace skiff::semantics {

namespace {

/// "3h20m", or "3h" when the smaller part is zero.
std::string twoParts(int64_t large, char largeUnit, int64_t small, char smallUnit)
{
    return small == 0 ? fmt::format("{}{}", large, largeUnit)
                      : fmt::format("{}{}{}{}", large, largeUnit, small, smallUnit);
}

} // namespace

std::string humanDuration(Duration duration)
{
    const int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    if (seconds < -1)
        return "<invalid>";
    if (seconds < 0)
        return "0s";
    const int64_t minutes = seconds / 60;
    const int64_t hours = minutes / 60;
    const int64_t days = hours / 24;
    if (seconds < 120)
        return fmt::format("{}s", seconds);
    if (minutes < 10)
        return twoParts(minutes, 'm', seconds % 60, 's');
    if (hours < 3)
        return fmt::format("{}m", minutes);
    if (hours < 8)
        return twoParts(hours, 'h', minutes % 60, 'm');
    if (hours < 48)
        return fmt::format("{}h", hours);
    if (days < 8)
        return twoParts(days, 'd', hours % 24, 'h');
    if (days < 2 * 365)
        return fmt::format("{}d", days);
    if (days < 8 * 365)
        return twoParts(days / 365, 'y', days % 365, 'd');
    return fmt::format("{}y", days / 365);
}

} // namespace skiff::semantics
