#include "cluster/machine/image_cache.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::machine {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view machinePrefix = "machine-";
constexpr const char* usedMark = "/used"; ///< its time says when a start last chose this version

/// Holds a lock file for as long as it lives.
class Lock
{
public:
    static Result<Lock> take(const std::string& path, int mode)
    {
        const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (fd < 0)
            return file::errorFromErrno(errno, "open", path);
        if (flock(fd, mode) == 0)
            return Lock(fd);
        close(fd);
        return Error{ErrorCode::Unavailable, fmt::format("{} is locked: a node image is being made", path)};
    }
    Lock(Lock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Lock& operator=(Lock&&) = delete;
    ~Lock()
    {
        if (m_fd >= 0)
            close(m_fd);
    }

private:
    explicit Lock(int fd) : m_fd(fd) {}
    int m_fd;
};

std::string linkOf(const ProfileFolder& user)
{
    return user.path() + "/image";
}

/// "33d0884d68d3b424", "machine-432ac3e74a5b42bf".
bool isVersion(std::string_view name)
{
    if (name.starts_with(machinePrefix))
        name.remove_prefix(machinePrefix.size());
    return name.size() == 16 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

/// What a build that was killed did not remove.
bool isLeftOver(std::string_view name)
{
    return name.starts_with(".build.") || name.starts_with(".machine.");
}

/// Files that share their blocks with others count with their share.
uint64_t sizeOf(const fs::path& folder)
{
    double bytes = 0;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        struct stat info = {};
        if (lstat(entry.path().c_str(), &info) == 0 && S_ISREG(info.st_mode))
            bytes +=
                static_cast<double>(info.st_blocks) * 512 / static_cast<double>(std::max<nlink_t>(info.st_nlink, 1));
    }
    return static_cast<uint64_t>(bytes);
}

WallTime lastUse(const std::string& version)
{
    struct stat info = {};
    if (stat((version + usedMark).c_str(), &info) != 0 && stat(version.c_str(), &info) != 0)
        return {};
    return WallTime(std::chrono::seconds(info.st_mtim.tv_sec));
}

/// The versions that a claim names; none, and no claim any more, when its profile is gone.
std::vector<std::string> claimed(const fs::path& claim)
{
    std::ifstream lines(claim);
    std::string profile;
    std::getline(lines, profile);
    struct stat info = {};
    // A profile that we may not look at is one that may run.
    if (!profile.empty() && lstat(profile.c_str(), &info) != 0 && errno == ENOENT) {
        unlink(claim.c_str());
        return {};
    }
    std::vector<std::string> versions;
    for (std::string version; std::getline(lines, version);)
        versions.push_back(version);
    return versions;
}

} // namespace

std::vector<std::string> versionsOf(const NodeImage& image)
{
    std::vector<std::string> versions = {fs::path(image.root).parent_path().filename().string()};
    if (image.machine)
        versions.push_back(fs::path(image.machine->rootDisk).parent_path().filename().string());
    return versions;
}

ImageCache ImageCache::holding(const NodeImage& image)
{
    return ImageCache(fs::path(image.root).parent_path().parent_path().string());
}

Status ImageCache::claim(const ProfileFolder& user, const NodeImage& image) const
{
    const Status made = file::makeFolders(m_folder + "/users", 0755);
    if (!made.ok() && made.error().code == ErrorCode::PermissionDenied)
        return {}; // another user's images: who cannot write here removes nothing, and its owner knows who runs
    SKIFF_TRY(made);
    SKIFF_TRY_ASSIGN(const Lock lock, Lock::take(m_folder + "/.users", LOCK_EX));
    std::string text = user.path() + "\n";
    for (const std::string& version : versionsOf(image)) {
        const std::string folder = fmt::format("{}/{}", m_folder, version);
        if (access(folder.c_str(), F_OK) != 0)
            return {ErrorCode::Unavailable, fmt::format("{} was removed just now: start again", folder)};
        text += version + "\n";
        (void)file::writeAtomically(folder + usedMark, "", 0644); // of another user's image: its owner keeps count
    }
    const std::string path = fmt::format("{}/users/{}", m_folder, user.id());
    SKIFF_TRY(file::writeAtomically(path, text, 0644));
    unlink(linkOf(user).c_str());
    return symlink(path.c_str(), linkOf(user).c_str()) == 0 ? Status()
                                                            : file::errorFromErrno(errno, "link", linkOf(user));
}

void ImageCache::release(const ProfileFolder& user)
{
    std::error_code error;
    const fs::path claim = fs::read_symlink(linkOf(user), error);
    if (error)
        return;
    unlink(claim.c_str());
    unlink(linkOf(user).c_str());
}

Result<PrunedImages> ImageCache::prune(const std::vector<std::string>& keep, Duration unusedFor, WallTime now) const
{
    std::error_code error;
    PrunedImages pruned;
    if (!fs::exists(m_folder, error))
        return pruned;
    SKIFF_TRY_ASSIGN(const Lock noBuild, Lock::take(m_folder + "/.lock", LOCK_EX | LOCK_NB));
    SKIFF_TRY_ASSIGN(const Lock noClaim, Lock::take(m_folder + "/.users", LOCK_EX));
    std::set<std::string> used(keep.begin(), keep.end());
    for (const auto& claim : fs::directory_iterator(m_folder + "/users", error)) {
        for (const std::string& version : claimed(claim.path()))
            used.insert(version);
    }
    for (const auto& entry : fs::directory_iterator(m_folder, error)) {
        const std::string name = entry.path().filename().string();
        if (isLeftOver(name))
            fs::remove_all(entry.path(), error);
        const bool usedLately = unusedFor > Duration::zero() && now - lastUse(entry.path().string()) < unusedFor;
        if (!isVersion(name) || used.contains(name) || usedLately)
            continue;
        const uint64_t bytes = sizeOf(entry.path());
        fs::remove_all(entry.path(), error);
        if (error)
            return Error{ErrorCode::Unavailable,
                         fmt::format("cannot remove {}: {}", entry.path().string(), error.message())};
        pruned.versions.push_back(name);
        pruned.bytes += bytes;
    }
    // What led to them leads nowhere now.
    for (const auto& entry : fs::directory_iterator(m_folder, error)) {
        if (entry.is_symlink(error) && !fs::exists(entry.path(), error))
            fs::remove(entry.path(), error);
    }
    std::sort(pruned.versions.begin(), pruned.versions.end());
    return pruned;
}

} // namespace skiff::machine
