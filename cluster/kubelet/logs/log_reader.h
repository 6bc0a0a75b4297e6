#pragma once

#include "cluster/base/result.h"
#include "cluster/kubelet/logs/cri_log.h"

#include <cstdint>
#include <string>

namespace skiff::kubelet {

/// What part of a log is wanted, and how it looks.
struct LogOptions
{
    std::optional<int64_t> tailLines;
    std::optional<WallTime> since;
    std::optional<int64_t> limitBytes;
    bool timestamps = false;
    bool standardOutput = true;
    bool standardError = true;
};

/// Turns the bytes of a CRI log file into what `kubectl logs` prints. Feed it in pieces of any
/// size. A value, one thread at a time.
class LogFilter
{
public:
    explicit LogFilter(LogOptions options) : m_options(std::move(options)) {}

    /// The text for `bytes`; an unfinished last line is kept for the next call.
    std::string feed(std::string_view bytes);
    /// A line that was begun in a file that will not grow is dropped: it is the runtime's half-written one.
    void fileEnded() { m_rest.clear(); }
    /// limitBytes is used up.
    bool done() const { return m_done; }

private:
    void addLine(std::string_view line, std::string& text);
    void append(std::string_view part, std::string& text);

    LogOptions m_options;
    std::string m_rest;
    int64_t m_sent = 0;
    bool m_continues = false; ///< the last line was partial: no time stamp before the next part
    bool m_done = false;
};

/// Where in the file at `path` the last `lines` lines begin. Reads backwards in blocks.
Result<int64_t> tailOffset(const std::string& path, int64_t lines);

/// The end of a log as a termination message (FallbackToLogsOnError): at most 80 lines and 2048 bytes.
std::string logTailForMessage(const std::string& path);

} // namespace skiff::kubelet
