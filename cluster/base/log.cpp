#include "cluster/base/log.h"

#include "cluster/base/clock.h"

#include <unistd.h>

#include <atomic>
#include <string>

namespace skiff::log {

namespace {

std::atomic<Level> currentLevel{Level::Info};

std::string_view levelName(Level level)
{
    switch (level) {
    case Level::Debug: return "debug";
    case Level::Info: return "info";
    case Level::Warning: return "warning";
    case Level::Error: return "error";
    }
    return "error";
}

} // namespace

void setLevel(Level level)
{
    currentLevel.store(level, std::memory_order_relaxed);
}

bool enabled(Level level)
{
    return level >= currentLevel.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view component, std::string_view message)
{
    std::string line = formatMicroTime(SystemClock().now());
    line.append(" ").append(levelName(level)).append(" ").append(component).append(": ");
    for (const char c : message) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\r')
            line += "\\r";
        else
            line += c;
    }
    line += '\n';
    // A log that cannot be written must not stop the cluster.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace skiff::log
