#include "cluster/kubelet/volumes/mounter.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

/// The mount points of this process, parents first, with the kernel's octal escapes undone.
std::vector<std::string> mountPoints()
{
    std::vector<std::string> points;
    const auto table = file::read("/proc/self/mountinfo");
    if (!table.ok())
        return points;
    std::string_view rest = *table;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        for (int field = 0; field < 4; ++field)
            line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
        line = line.substr(0, line.find(' '));
        std::string point;
        for (size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\\' && i + 3 < line.size()) {
                point += static_cast<char>((line[i + 1] - '0') * 64 + (line[i + 2] - '0') * 8 + (line[i + 3] - '0'));
                i += 3;
            } else {
                point += line[i];
            }
        }
        points.push_back(std::move(point));
    }
    return points;
}

bool isMountPoint(const std::string& path)
{
    const std::vector<std::string> points = mountPoints();
    return std::find(points.begin(), points.end(), path) != points.end();
}

} // namespace

Status SystemMounter::mountTmpfs(const std::string& folder, int64_t sizeBytes)
{
    if (isMountPoint(folder))
        return {};
    const std::string options = sizeBytes > 0 ? fmt::format("mode=755,size={}", sizeBytes) : "mode=755";
    if (::mount("tmpfs", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0)
        return file::errorFromErrno(errno, "mount a tmpfs on", folder);
    return {};
}

Status SystemMounter::bind(int fd, const std::string& target, bool isFolder)
{
    SKIFF_TRY(unmountBelow(target));
    if (isFolder) {
        SKIFF_TRY(file::makeFolders(target, 0750));
    } else {
        SKIFF_TRY(file::makeFolders(std::filesystem::path(target).parent_path().string(), 0750));
        const int placeholder = ::open(target.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
        if (placeholder < 0)
            return file::errorFromErrno(errno, "create", target);
        ::close(placeholder);
    }
    const std::string source = fmt::format("/proc/self/fd/{}", fd);
    if (::mount(source.c_str(), target.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0)
        return file::errorFromErrno(errno, "bind a sub-path to", target);
    return {};
}

Status SystemMounter::unmountBelow(const std::string& folder)
{
    std::vector<std::string> points = mountPoints();
    std::reverse(points.begin(), points.end());
    for (const std::string& point : points) {
        const bool below = point == folder || point.starts_with(folder + "/");
        if (below && ::umount2(point.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) != 0 && errno != EINVAL)
            return file::errorFromErrno(errno, "unmount", point);
    }
    return {};
}

} // namespace skiff::kubelet
