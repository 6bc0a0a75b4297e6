#include "cluster/kubelet/logs/log_rotation.h"

#include "cluster/base/log.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds ReopenLimit{10};

/// Deletes rotated files of `path` until at most `kept` are left; names sort by time.
void deleteOldest(const std::string& path, size_t kept)
{
    std::vector<std::string> rotated;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(path).parent_path(), error)) {
        if (entry.path().string().starts_with(path + "."))
            rotated.push_back(entry.path().string());
    }
    std::sort(rotated.begin(), rotated.end());
    for (size_t i = 0; i + kept < rotated.size(); ++i)
        ::unlink(rotated[i].c_str());
}

void rotate(runtime::RuntimeService& runtime, const runtime::ContainerStatus& status, const RotationLimits& limits,
            WallTime now)
{
    std::string stamp = formatTime(now);
    std::erase_if(stamp, [](char c) { return c == ':' || c == '-' || c == 'Z'; });
    const std::string rotated = fmt::format("{}.{}", status.logPath, stamp);
    if (::rename(status.logPath.c_str(), rotated.c_str()) != 0)
        return;
    const Status reopened = runtime.reopenContainerLog(status.container.id, {ReopenLimit, {}});
    if (!reopened.ok()) {
        // The runtime still writes into the old file: it must keep its name.
        ::rename(rotated.c_str(), status.logPath.c_str());
        log::warning("kubelet", "cannot rotate {}: {}", status.logPath, reopened.error().message);
        return;
    }
    deleteOldest(status.logPath, limits.mostFiles - 1);
}

} // namespace

void rotateLogs(runtime::RuntimeService& runtime, const std::vector<runtime::ContainerStatus>& containers,
                const RotationLimits& limits, WallTime now)
{
    for (const runtime::ContainerStatus& status : containers) {
        struct stat file = {};
        const bool running = status.container.state == runtime::ContainerState::Running;
        if (running && !status.logPath.empty() && ::stat(status.logPath.c_str(), &file) == 0 &&
            file.st_size > limits.mostBytes)
            rotate(runtime, status, limits, now);
    }
}

} // namespace skiff::kubelet
