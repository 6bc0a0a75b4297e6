#include "cluster/kubelet/volumes/atomic_writer.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view DataLink = "..data";

uint32_t fileMode(const VolumeFile& file, std::optional<int64_t> group)
{
    return group ? file.mode | ((file.mode & 0400) >> 3) : file.mode;
}

/// One set of files on its way into a volume's folder.
class VolumeWrite
{
public:
    VolumeWrite(const std::string& folder, const VolumeFiles& files, std::optional<int64_t> group, WallTime now)
        : m_folder(folder), m_files(files), m_group(group), m_now(now)
    {}

    Result<bool> run()
    {
        SKIFF_TRY(file::makeFolders(m_folder, 0755));
        const std::string old = currentFolder();
        if (!old.empty() && isCurrent(old))
            return false;
        SKIFF_TRY_ASSIGN(const std::string fresh, writeFresh());
        SKIFF_TRY(link(fs::path(fresh).filename().string(), std::string(DataLink)));
        SKIFF_TRY(linkNames());
        removeStale(old);
        return true;
    }

private:
    std::string path(std::string_view name) const { return fmt::format("{}/{}", m_folder, name); }

    /// The folder that ..data names, or empty.
    std::string currentFolder() const
    {
        std::error_code error;
        const fs::path target = fs::read_symlink(path(DataLink), error);
        return error || target.empty() ? std::string() : path(target.string());
    }

    bool isCurrent(const std::string& folder) const
    {
        std::error_code error;
        size_t found = 0;
        for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
            if (it->is_directory(error))
                continue;
            const auto wanted = m_files.find(fs::relative(it->path(), folder, error).string());
            struct stat status = {};
            if (wanted == m_files.end() || ::stat(it->path().c_str(), &status) != 0 ||
                (status.st_mode & 07777) != fileMode(wanted->second, m_group))
                return false;
            const auto content = file::read(it->path().string());
            if (!content.ok() || *content != wanted->second.content)
                return false;
            ++found;
        }
        return !error && found == m_files.size();
    }

    Result<std::string> writeFresh() const
    {
        const auto nanoseconds = m_now.time_since_epoch().count();
        for (int attempt = 0;; ++attempt) {
            const std::string folder =
                path(fmt::format("..{}.{}", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000 + attempt));
            if (::mkdir(folder.c_str(), 0755) != 0) {
                if (errno == EEXIST && attempt < 100)
                    continue;
                return file::errorFromErrno(errno, "make folder", folder);
            }
            SKIFF_TRY(chownToGroup(folder));
            for (const auto& [name, content] : m_files)
                SKIFF_TRY(writeFile(folder, name, content));
            return folder;
        }
    }

    Status writeFile(const std::string& folder, const std::string& name, const VolumeFile& wanted) const
    {
        const std::string target = folder + "/" + name;
        SKIFF_TRY(file::makeFolders(fs::path(target).parent_path().string(), 0755));
        const int fd = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return file::errorFromErrno(errno, "create", target);
        std::string_view rest = wanted.content;
        while (!rest.empty()) {
            const ssize_t written = ::write(fd, rest.data(), rest.size());
            if (written < 0 && errno != EINTR)
                break;
            rest.remove_prefix(written > 0 ? static_cast<size_t>(written) : 0);
        }
        const bool failed = !rest.empty() || ::fchmod(fd, fileMode(wanted, m_group)) != 0;
        const int number = errno;
        ::close(fd);
        if (failed)
            return file::errorFromErrno(number, "write", target);
        return chownToGroup(target);
    }

    Status chownToGroup(const std::string& target) const
    {
        if (m_group && ::chown(target.c_str(), static_cast<uid_t>(-1), static_cast<gid_t>(*m_group)) != 0)
            return file::errorFromErrno(errno, "change the group of", target);
        return {};
    }

    /// Makes or replaces the link `name` → `target` in one step.
    Status link(const std::string& target, const std::string& name) const
    {
        const std::string temporary = path("..tmp");
        ::unlink(temporary.c_str());
        if (::symlink(target.c_str(), temporary.c_str()) != 0)
            return file::errorFromErrno(errno, "make link", temporary);
        if (::rename(temporary.c_str(), path(name).c_str()) != 0)
            return file::errorFromErrno(errno, "rename link", path(name));
        return {};
    }

    std::set<std::string> visibleNames() const
    {
        std::set<std::string> names;
        for (const auto& [name, content] : m_files)
            names.insert(name.substr(0, name.find('/')));
        return names;
    }

    Status linkNames() const
    {
        for (const std::string& name : visibleNames()) {
            const std::string target = fmt::format("{}/{}", DataLink, name);
            std::error_code error;
            if (fs::read_symlink(path(name), error) != target)
                SKIFF_TRY(link(target, name));
        }
        return {};
    }

    /// Removes links to names that are gone and the folder they led to. A failure leaves rubbish, no harm.
    void removeStale(const std::string& oldFolder) const
    {
        const std::set<std::string> names = visibleNames();
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(m_folder, error)) {
            const std::string name = entry.path().filename().string();
            if (entry.is_symlink() && name != DataLink && !names.count(name))
                fs::remove(entry.path(), error);
        }
        if (!oldFolder.empty())
            fs::remove_all(oldFolder, error);
    }

    const std::string& m_folder;
    const VolumeFiles& m_files;
    std::optional<int64_t> m_group;
    WallTime m_now;
};

} // namespace

Result<bool> writeVolume(const std::string& folder, const VolumeFiles& files, std::optional<int64_t> group,
                         WallTime now)
{
    return VolumeWrite(folder, files, group, now).run();
}

} // namespace skiff::kubelet
