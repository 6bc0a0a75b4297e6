#include "cluster/kubelet/sync/pod_cgroup.h"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace fs = std::filesystem;

namespace {

/// Folders below `root`, deepest first: a cgroup can go only when it has no children.
void removeTree(const fs::path& root)
{
    std::error_code error;
    std::vector<fs::path> folders{root};
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
        if (it->is_directory(error))
            folders.push_back(it->path());
    }
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
        fs::remove(*folder, error);
}

} // namespace

void removePodCgroups(const std::string& podUid)
{
    std::error_code error;
    std::vector<fs::path> hierarchies{"/sys/fs/cgroup"};
    for (const auto& entry : fs::directory_iterator("/sys/fs/cgroup", error)) {
        if (entry.is_directory(error) && !entry.is_symlink(error))
            hierarchies.push_back(entry.path());
    }
    for (const fs::path& hierarchy : hierarchies) {
        for (const std::string_view qos : {"", "burstable/", "besteffort/"}) {
            const fs::path folder = hierarchy / fmt::format("kubepods/{}pod{}", qos, podUid);
            if (fs::is_directory(folder, error))
                removeTree(folder);
        }
    }
}

} // namespace skiff::kubelet
