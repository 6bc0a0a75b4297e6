#include "cluster/machine/local/cgroups.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

namespace fs = std::filesystem;

/// cgroup files take no O_CREAT or rename: plain writes.
Status writeTo(const std::string& path, std::string_view text)
{
    std::ofstream file(path);
    file << text << std::flush;
    if (!file)
        return file::errorFromErrno(errno, "write", path);
    return {};
}

std::string controllersOf(const std::string& superOptions)
{
    std::string controllers;
    std::istringstream words(superOptions);
    for (std::string word; std::getline(words, word, ',');) {
        static constexpr std::string_view flags[] = {"rw", "ro", "xattr", "clone_children", "noprefix"};
        if (std::find(std::begin(flags), std::end(flags), word) != std::end(flags) || word.starts_with("release_agent"))
            continue;
        if (word.starts_with("name="))
            return "none," + word;
        controllers += (controllers.empty() ? "" : ",") + word;
    }
    return controllers;
}

/// A cpuset group takes no process before it has processors and memory nodes.
void copyCpuset(const std::string& group)
{
    const std::string parent = fs::path(group).parent_path().string();
    for (const char* name : {"/cpuset.cpus", "/cpuset.mems"}) {
        const auto value = file::read(parent + name);
        if (value.ok())
            (void)writeTo(group + name, *value);
    }
}

/// The group and all below it, the deepest first.
std::vector<fs::path> subtree(const fs::path& group)
{
    std::error_code error;
    std::vector<fs::path> groups;
    if (!fs::exists(group, error))
        return groups;
    for (const auto& entry : fs::recursive_directory_iterator(group, error)) {
        if (entry.is_directory(error))
            groups.push_back(entry.path());
    }
    groups.push_back(group);
    std::sort(groups.begin(), groups.end(),
              [](const fs::path& a, const fs::path& b) { return a.native().size() > b.native().size(); });
    return groups;
}

bool killMembers(const std::vector<fs::path>& groups)
{
    bool any = false;
    for (const fs::path& group : groups) {
        std::ifstream members(group / "cgroup.procs");
        for (pid_t pid = 0; members >> pid;) {
            any = true;
            kill(pid, SIGKILL);
        }
    }
    return any;
}

} // namespace

Result<Cgroups> Cgroups::parse(std::string_view mountInfo)
{
    Cgroups found;
    std::string unifiedAt;
    std::istringstream lines{std::string(mountInfo)};
    for (std::string line; std::getline(lines, line);) {
        const size_t dash = line.find(" - ");
        if (dash == std::string::npos)
            continue;
        std::istringstream head(line.substr(0, dash));
        std::istringstream tail(line.substr(dash + 3));
        std::string skip, mountPoint, type, source, superOptions;
        head >> skip >> skip >> skip >> skip >> mountPoint;
        tail >> type >> source >> superOptions;
        if (type == "cgroup2")
            unifiedAt = mountPoint;
        else if (type == "cgroup")
            found.m_hierarchies.push_back({mountPoint, controllersOf(superOptions)});
    }
    if (found.m_hierarchies.empty()) {
        if (unifiedAt.empty())
            return Error{ErrorCode::Unsupported,
                         "no control groups are mounted on this machine (below /sys/fs/cgroup)"};
        found.m_unified = true;
        found.m_hierarchies.push_back({unifiedAt, ""});
    }
    return found;
}

Result<Cgroups> Cgroups::ofThisMachine()
{
    SKIFF_TRY_ASSIGN(const std::string text, file::read("/proc/self/mountinfo"));
    return parse(text);
}

Status Cgroups::create(std::string_view name) const
{
    for (const CgroupHierarchy& hierarchy : m_hierarchies) {
        const std::string group = fmt::format("{}/{}", hierarchy.mountPoint, name);
        if (m_unified) {
            // Without these the node's pods have no limits; where the machine refuses, they run without.
            for (const char* controller : {"+cpu", "+cpuset", "+memory", "+pids", "+io"})
                (void)writeTo(hierarchy.mountPoint + "/cgroup.subtree_control", controller);
        }
        if (mkdir(group.c_str(), 0755) != 0 && errno != EEXIST)
            return file::errorFromErrno(errno, "make control group", group);
        if (hierarchy.options.find("cpuset") != std::string::npos)
            copyCpuset(group);
    }
    return {};
}

Status Cgroups::join(std::string_view name) const
{
    for (const CgroupHierarchy& hierarchy : m_hierarchies)
        SKIFF_TRY(writeTo(fmt::format("{}/{}/cgroup.procs", hierarchy.mountPoint, name), "0"));
    return {};
}

Status Cgroups::mountAt(const std::string& folder) const
{
    constexpr unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    if (m_unified) {
        if (mount("cgroup2", folder.c_str(), "cgroup2", flags, nullptr) != 0)
            return file::errorFromErrno(errno, "mount cgroup2 on", folder);
        return {};
    }
    if (mount("tmpfs", folder.c_str(), "tmpfs", flags, "mode=0755") != 0)
        return file::errorFromErrno(errno, "mount tmpfs on", folder);
    for (const CgroupHierarchy& hierarchy : m_hierarchies) {
        const std::string place = folder + "/" + fs::path(hierarchy.mountPoint).filename().string();
        mkdir(place.c_str(), 0755);
        if (mount("cgroup", place.c_str(), "cgroup", flags, hierarchy.options.c_str()) != 0)
            return file::errorFromErrno(errno, "mount cgroup on", place);
    }
    return {};
}

std::vector<std::string> Cgroups::find(std::string_view prefix) const
{
    std::vector<std::string> names;
    for (const CgroupHierarchy& hierarchy : m_hierarchies) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(hierarchy.mountPoint, error)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with(prefix) && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
    }
    return names;
}

Status Cgroups::setFrozen(std::string_view name, bool frozen) const
{
    const auto [path, yes, no] = freezerOf(name);
    if (path.empty())
        return {ErrorCode::Unsupported, "this machine has no control group to freeze processes with"};
    return writeTo(path, frozen ? yes : no);
}

bool Cgroups::isFrozen(std::string_view name) const
{
    const auto [path, yes, no] = freezerOf(name);
    const auto state = file::read(path);
    return state.ok() && state->rfind(yes, 0) == 0;
}

Cgroups::Freezer Cgroups::freezerOf(std::string_view name) const
{
    for (const CgroupHierarchy& hierarchy : m_hierarchies) {
        if (m_unified)
            return {fmt::format("{}/{}/cgroup.freeze", hierarchy.mountPoint, name), "1", "0"};
        if (hierarchy.options == "freezer")
            return {fmt::format("{}/{}/freezer.state", hierarchy.mountPoint, name), "FROZEN", "THAWED"};
    }
    return {};
}

Status Cgroups::remove(std::string_view name) const
{
    if (isFrozen(name))
        SKIFF_TRY(setFrozen(name, false)); // what is frozen does not die
    // Killed processes leave their group a moment later, which nothing announces in version 1.
    constexpr int tries = 200;
    std::string left;
    for (int attempt = 0; attempt < tries; ++attempt) {
        left.clear();
        for (const CgroupHierarchy& hierarchy : m_hierarchies) {
            const auto groups = subtree(fs::path(hierarchy.mountPoint) / name);
            killMembers(groups);
            for (const fs::path& group : groups) {
                if (rmdir(group.c_str()) != 0 && errno != ENOENT)
                    left = group.string();
            }
        }
        if (left.empty())
            return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return {ErrorCode::Unavailable, fmt::format("control group {} cannot be removed", left)};
}

} // namespace skiff::machine::local
