#pragma once

#include <fmt/core.h>

#include <string_view>

namespace skiff::log {

enum class Level { Debug, Info, Warning, Error };

/// Lines below `level` are dropped. Any thread.
void setLevel(Level level);
bool enabled(Level level);

/// Writes one line "TIME LEVEL component: message" to standard error in one call, so lines of
/// several threads never mix. Line breaks in `message` are escaped. Never give it a secret.
void write(Level level, std::string_view component, std::string_view message);

template <class... Args>
void debug(std::string_view component, fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::Debug))
        write(Level::Debug, component, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void info(std::string_view component, fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::Info))
        write(Level::Info, component, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void warning(std::string_view component, fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::Warning))
        write(Level::Warning, component, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void error(std::string_view component, fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::Error))
        write(Level::Error, component, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace skiff::log
