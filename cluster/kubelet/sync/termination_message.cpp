#include "cluster/kubelet/sync/termination_message.h"

#include "cluster/base/file.h"
#include "cluster/kubelet/labels.h"
#include "cluster/kubelet/logs/log_reader.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr size_t MostMessage = 4096;

std::string annotation(const runtime::ContainerStatus& status, std::string_view key)
{
    const auto found = status.container.annotations.find(std::string(key));
    return found == status.container.annotations.end() ? std::string() : found->second;
}

} // namespace

std::string terminationMessageFile(const NodePaths& paths, std::string_view podUid, std::string_view container,
                                   uint32_t attempt)
{
    return fmt::format("{}/containers/{}/{}.message", paths.podFolder(podUid), container, attempt);
}

std::string readTerminationMessage(const NodePaths& paths, std::string_view podUid,
                                   const runtime::ContainerStatus& status)
{
    const runtime::ContainerMetadata& metadata = status.container.metadata;
    const auto content = file::read(terminationMessageFile(paths, podUid, metadata.name, metadata.attempt));
    std::string message = content.ok() ? content->substr(0, MostMessage) : std::string();
    const bool fallback = annotation(status, labels::TerminationMessagePolicy) == "FallbackToLogsOnError";
    if (message.empty() && fallback && status.exitCode != 0)
        message = logTailForMessage(status.logPath);
    return message;
}

} // namespace skiff::kubelet
