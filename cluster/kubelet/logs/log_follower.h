#pragma once

#include "cluster/kubelet/logs/log_reader.h"

#include <functional>
#include <stop_token>

namespace skiff::kubelet {

/// Where log text goes.
struct LogSink
{
    /// False when nobody reads any more.
    std::function<bool(std::string text)> write;
    /// Bytes that wait to be sent: reading stops while these are many.
    std::function<size_t()> queued;
};

struct LogSource
{
    std::string path;
    LogOptions options;
    bool follow = false;
    /// While following: false once the container has ended, so that the end of the file is the end of the log.
    std::function<bool()> stillRuns;
};

/// Sends a container's log, and with `follow` what is appended until the container ends, over
/// rotations of the file. Woken by the kernel (inotify), it does not poll. Blocks its thread; ends
/// early when `stop` is requested. NotFound when there is no such log.
Status sendLog(const LogSource& source, const LogSink& sink, const std::stop_token& stop);

} // namespace skiff::kubelet
