#include "cluster/kubelet/logs/log_link.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/kubelet/labels.h"

#include <cerrno>

#include <fmt/format.h>
#include <unistd.h>

namespace skiff::kubelet {

std::string logLinkPath(const std::string& folder, const runtime::StringMap& map, const std::string& containerId)
{
    const auto label = [&map](std::string_view key) {
        const auto found = map.find(std::string(key));
        return found == map.end() ? std::string() : found->second;
    };
    return fmt::format("{}/{}_{}_{}-{}.log", folder, label(labels::PodName), label(labels::PodNamespace),
                       label(labels::ContainerName), containerId);
}

void linkLog(const std::string& folder, const runtime::StringMap& map, const std::string& containerId,
             const std::string& logPath)
{
    const std::string link = logLinkPath(folder, map, containerId);
    Status made = file::makeFolders(folder, 0755);
    if (made.ok() && ::symlink(logPath.c_str(), link.c_str()) != 0 && errno != EEXIST)
        made = file::errorFromErrno(errno, "make link", link);
    if (!made.ok())
        log::warning("kubelet", "{}", made.error().message);
}

void unlinkLog(const std::string& folder, const runtime::Container& container)
{
    ::unlink(logLinkPath(folder, container.labels, container.id).c_str());
}

} // namespace skiff::kubelet
