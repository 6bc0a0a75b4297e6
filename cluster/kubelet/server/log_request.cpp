#include "cluster/kubelet/server/log_request.h"

#include <charconv>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

Result<std::optional<int64_t>> number(const Route& route, std::string_view name)
{
    const auto text = route.value(name);
    if (!text)
        return std::optional<int64_t>();
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < 0)
        return Error{ErrorCode::InvalidArgument, fmt::format("{}: \"{}\" is not a number", name, *text)};
    return std::optional(value);
}

} // namespace

Result<LogRequest> LogRequest::parse(const Route& route, WallTime now)
{
    LogRequest request;
    request.follow = route.flag("follow");
    request.previous = route.flag("previous");
    request.options.timestamps = route.flag("timestamps");
    SKIFF_TRY_ASSIGN(request.options.tailLines, number(route, "tailLines"));
    SKIFF_TRY_ASSIGN(request.options.limitBytes, number(route, "limitBytes"));
    SKIFF_TRY_ASSIGN(const auto seconds, number(route, "sinceSeconds"));
    if (seconds)
        request.options.since = now - std::chrono::seconds(*seconds);
    if (const auto time = route.value("sinceTime")) {
        WallTime since;
        if (!parseTime(*time, since))
            return Error{ErrorCode::InvalidArgument, fmt::format("sinceTime: \"{}\" is not a time", *time)};
        request.options.since = since;
    }
    if (const auto stream = route.value("stream"); stream && *stream != "All") {
        request.options.standardOutput = *stream == "Stdout";
        request.options.standardError = *stream == "Stderr";
    }
    return request;
}

Result<runtime::ContainerStatus> chooseLog(const PodState& state, const Route& route, bool previous)
{
    const runtime::ContainerStatus* latest = state.latest(route.container);
    const runtime::ContainerStatus* chosen = previous ? state.previous(route.container) : latest;
    if (chosen != nullptr)
        return *chosen;
    if (previous)
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("previous terminated container \"{}\" in pod \"{}\" not found", route.container, route.pod)};
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("container \"{}\" in pod \"{}\" is waiting to start: ContainerCreating", route.container,
                             route.pod)};
}

} // namespace skiff::kubelet
