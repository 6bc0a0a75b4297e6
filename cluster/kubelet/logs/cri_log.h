#pragma once

#include "cluster/base/clock.h"

#include <optional>
#include <string_view>

namespace skiff::kubelet {

/// One line of a container log as a CRI runtime writes it:
/// "2026-11-20T12:00:00.123456789Z stdout F text". Views into the line.
struct CriLogLine
{
    std::string_view time; ///< RFC 3339 with nanoseconds
    bool standardError = false;
    bool partial = false;  ///< tag P: the text goes on in the next line of the same stream
    std::string_view text; ///< without the line break
};

/// Reads one line without its line break; nothing when it is no such line. Never fails on any bytes.
std::optional<CriLogLine> parseCriLogLine(std::string_view line);

} // namespace skiff::kubelet
