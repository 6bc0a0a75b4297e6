#pragma once

#include "cluster/kubelet/logs/log_reader.h"
#include "cluster/kubelet/pod_state.h"
#include "cluster/kubelet/server/route.h"

namespace skiff::kubelet {

/// What a log request asks for. InvalidArgument for numbers and times that are none.
struct LogRequest
{
    LogOptions options;
    bool follow = false;
    bool previous = false;

    static Result<LogRequest> parse(const Route& route, WallTime now);
};

/// The run of the container whose log is meant. Errors carry the words that kubectl shows.
Result<runtime::ContainerStatus> chooseLog(const PodState& state, const Route& route, bool previous);

} // namespace skiff::kubelet
