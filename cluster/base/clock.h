#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace skiff {

using Duration = std::chrono::nanoseconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Where time comes from. Wall time dates objects, certificates and cron; steady time measures
/// liveness and delays. Any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual WallTime now() const = 0;
    virtual SteadyTime steady() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    WallTime now() const override;
    SteadyTime steady() const override;
};

/// RFC 3339 in UTC with whole seconds, as metav1.Time is written: "2026-11-20T13:37:36Z".
std::string formatTime(WallTime time);
/// RFC 3339 in UTC with six decimals, as metav1.MicroTime is written.
std::string formatMicroTime(WallTime time);
/// Reads RFC 3339 with any offset and up to nine decimals. False when `text` is not a time.
bool parseTime(std::string_view text, WallTime& time);

} // namespace skiff
