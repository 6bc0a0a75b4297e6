#include "cluster/base/file.h"
#include "cluster/client/kubeconfig.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <functional>

namespace skiff::client {

namespace {

/// kubectl's lock: a file beside the kubeconfig that exists while somebody changes it.
class Lock
{
public:
    ~Lock()
    {
        if (!m_path.empty())
            ::unlink(m_path.c_str());
    }

    Status acquire(const std::string& path)
    {
        const std::string lock = path + ".lock";
        constexpr timespec pause{.tv_sec = 0, .tv_nsec = 50'000'000};
        constexpr int tries = 100;
        for (int i = 0; i < tries; ++i) {
            const int fd = ::open(lock.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (fd >= 0) {
                ::close(fd);
                m_path = lock;
                return {};
            }
            if (errno != EEXIST)
                return file::errorFromErrno(errno, "lock", lock);
            // kubectl's protocol has nothing to wait on.
            ::nanosleep(&pause, nullptr);
        }
        return Error{ErrorCode::Unavailable,
                     fmt::format("{} exists: another program is changing the kubeconfig. If none is, remove that file", lock)};
    }

private:
    std::string m_path;
};

/// The file behind `path` when it is a link, so that the link stays one.
std::string realPath(const std::string& path)
{
    char resolved[PATH_MAX];
    return ::realpath(path.c_str(), resolved) ? std::string(resolved) : path;
}

/// Gives `path` to whoever owns `like`: under sudo the user's file must stay the user's.
void keepOwner(const std::string& path, const struct stat& like)
{
    [[maybe_unused]] const int unchanged = ::chown(path.c_str(), like.st_uid, like.st_gid);
}

/// Reads, lets `change` work, and writes back if it says so.
Status edit(const std::string& given, bool mayCreate, const std::function<bool(Kubeconfig&)>& change)
{
    const std::string path = realPath(given);
    struct stat info{};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    if (!exists && !mayCreate)
        return {};
    const size_t slash = path.rfind('/');
    if (!exists && slash != std::string::npos)
        SKIFF_TRY(file::makeFolders(path.substr(0, slash)));
    Lock lock;
    SKIFF_TRY(lock.acquire(path));

    std::string before;
    Kubeconfig config;
    if (exists) {
        SKIFF_TRY_ASSIGN(before, file::read(path));
        Result<Kubeconfig> parsed = Kubeconfig::parse(before);
        // A file we cannot read is the user's to mend: it is not touched.
        if (!parsed.ok())
            return parsed.error().in(path);
        config = std::move(*parsed);
    }
    if (!change(config))
        return {};
    unsigned mode = 0600;
    if (exists) {
        mode = info.st_mode & 0777;
        SKIFF_TRY(file::writeAtomically(path + ".skiff-backup", before, 0600));
        keepOwner(path + ".skiff-backup", info);
    } else if (struct stat folder{}; ::stat(path.substr(0, std::max<size_t>(slash, 1)).c_str(), &folder) == 0) {
        info = folder;
    }
    SKIFF_TRY(file::writeAtomically(path, config.toYaml(), mode));
    keepOwner(path, info);
    return {};
}

} // namespace

Status mergeIntoKubeconfig(const std::string& path, const ClientConfig& config, bool makeCurrent)
{
    return edit(path, true, [&](Kubeconfig& file) {
        const std::string before = file.toYaml();
        file.put(config);
        if (makeCurrent || file.currentContext().empty())
            file.setCurrentContext(config.context);
        return file.toYaml() != before;
    });
}

Status removeFromKubeconfig(const std::string& path, std::string_view context)
{
    return edit(path, false, [&](Kubeconfig& file) { return file.remove(context); });
}

} // namespace skiff::client
