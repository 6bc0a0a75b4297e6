#include "cluster/base/clock.h"

#include <fmt/format.h>

#include <cctype>

namespace skiff {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string formatSeconds(WallTime time)
{
    const auto day = floor<days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{floor<seconds>(time - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

/// Reads exactly `count` digits at the front of `text` and takes them away.
bool takeDigits(std::string_view& text, size_t count, int& number)
{
    if (text.size() < count)
        return false;
    number = 0;
    for (size_t i = 0; i < count; ++i) {
        if (!std::isdigit(static_cast<unsigned char>(text[i])))
            return false;
        number = number * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool takeChar(std::string_view& text, char expected)
{
    if (text.empty() || text.front() != expected)
        return false;
    text.remove_prefix(1);
    return true;
}

bool takeFraction(std::string_view& text, Duration& fraction)
{
    fraction = Duration::zero();
    if (text.empty() || text.front() != '.')
        return true;
    text.remove_prefix(1);
    int64_t nanos = 0;
    int digits = 0;
    while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front()))) {
        if (digits < 9) {
            nanos = nanos * 10 + (text.front() - '0');
            ++digits;
        }
        text.remove_prefix(1);
    }
    if (digits == 0)
        return false;
    for (; digits < 9; ++digits)
        nanos *= 10;
    fraction = Duration(nanos);
    return true;
}

bool takeOffset(std::string_view& text, minutes& offset)
{
    if (takeChar(text, 'Z') || takeChar(text, 'z')) {
        offset = minutes::zero();
        return true;
    }
    const bool west = !text.empty() && text.front() == '-';
    int hour = 0;
    int minute = 0;
    if (!(takeChar(text, '+') || takeChar(text, '-')) || !takeDigits(text, 2, hour) || !takeChar(text, ':') ||
        !takeDigits(text, 2, minute) || hour > 23 || minute > 59)
        return false;
    offset = hours(hour) + minutes(minute);
    if (west)
        offset = -offset;
    return true;
}

} // namespace

WallTime SystemClock::now() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

std::string formatTime(WallTime time)
{
    return formatSeconds(time) + "Z";
}

std::string formatMicroTime(WallTime time)
{
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - floor<seconds>(time));
    return fmt::format("{}.{:06}Z", formatSeconds(time), micros.count());
}

bool parseTime(std::string_view text, WallTime& time)
{
    int year, month, day, hour, minute, second;
    Duration fraction{};
    minutes offset{};
    if (!takeDigits(text, 4, year) || !takeChar(text, '-') || !takeDigits(text, 2, month) || !takeChar(text, '-') ||
        !takeDigits(text, 2, day) || !(takeChar(text, 'T') || takeChar(text, 't')) || !takeDigits(text, 2, hour) ||
        !takeChar(text, ':') || !takeDigits(text, 2, minute) || !takeChar(text, ':') || !takeDigits(text, 2, second) ||
        !takeFraction(text, fraction) || !takeOffset(text, offset) || !text.empty())
        return false;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                                           std::chrono::day(unsigned(day))};
    // The zero time of Go (year 1) is outside. An offset may lead outside too: what is written must be readable again.
    if (!date.ok() || hour > 23 || minute > 59 || second > 60 || year < 1678 || year > 2261)
        return false;
    static constexpr WallTime first{std::chrono::sys_days(std::chrono::year(1678) / 1 / 1)};
    static constexpr WallTime end{std::chrono::sys_days(std::chrono::year(2262) / 1 / 1)};
    const WallTime read =
        WallTime(std::chrono::sys_days(date)) + hours(hour) + minutes(minute) + seconds(second) + fraction - offset;
    if (read < first || read >= end)
        return false;
    time = read;
    return true;
}

} // namespace skiff
