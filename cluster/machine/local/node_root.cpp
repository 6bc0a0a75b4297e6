#include "cluster/machine/local/node_root.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace skiff::machine::local {

namespace {

Status mountOn(const std::string& target, const char* type, unsigned long flags, const char* options = nullptr)
{
    mkdir(target.c_str(), 0755);
    if (mount(type, target.c_str(), type, flags, options) != 0)
        return file::errorFromErrno(errno, fmt::format("mount {} on", type), target);
    return {};
}

Status bind(const std::string& source, const std::string& target, unsigned long remountFlags = 0)
{
    if (mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0)
        return file::errorFromErrno(errno, fmt::format("mount {} on", source), target);
    if (remountFlags != 0 && mount(nullptr, target.c_str(), nullptr, MS_REMOUNT | MS_BIND | remountFlags, nullptr) != 0)
        return file::errorFromErrno(errno, "remount", target);
    return {};
}

std::string escaped(const std::string& path)
{
    std::string text;
    for (const char c : path) {
        if (c == ':' || c == ',' || c == '\\')
            text += '\\';
        text += c;
    }
    return text;
}

/// Settings of the kernel that are not the node's network belong to the whole machine.
Status mountProc(const std::string& root)
{
    const std::string proc = root + "/proc";
    SKIFF_TRY(mountOn(proc, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC));
    SKIFF_TRY(bind(proc + "/sys", proc + "/sys", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC));
    // A second proc shows net writable again: binding from the read-only one would stay read-only.
    SKIFF_TRY(mountOn(root + "/mnt", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC));
    SKIFF_TRY(bind(root + "/mnt/sys/net", proc + "/sys/net"));
    umount2((root + "/mnt").c_str(), MNT_DETACH);
    const std::string trigger = proc + "/sysrq-trigger";
    return access(trigger.c_str(), F_OK) == 0 ? bind(trigger, trigger, MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
                                              : Status();
}

Status mountDev(const std::string& root)
{
    struct Device
    {
        const char* name;
        unsigned major;
        unsigned minor;
    };
    constexpr Device devices[] = {{"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
                                  {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};
    const std::string dev = root + "/dev";
    SKIFF_TRY(mountOn(dev, "tmpfs", MS_NOSUID, "mode=0755,size=1m"));
    const mode_t mask = umask(0);
    for (const Device& device : devices) {
        const std::string path = fmt::format("{}/{}", dev, device.name);
        if (mknod(path.c_str(), S_IFCHR | 0666, makedev(device.major, device.minor)) != 0)
            return file::errorFromErrno(errno, "make device", path);
    }
    umask(mask);
    SKIFF_TRY(mountOn(dev + "/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5"));
    SKIFF_TRY(mountOn(dev + "/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"));
    constexpr const char* links[][2] = {{"pts/ptmx", "ptmx"},
                                        {"/proc/self/fd", "fd"},
                                        {"/proc/self/fd/0", "stdin"},
                                        {"/proc/self/fd/1", "stdout"},
                                        {"/proc/self/fd/2", "stderr"}};
    for (const auto& link : links) {
        if (symlink(link[0], fmt::format("{}/{}", dev, link[1]).c_str()) != 0)
            return file::errorFromErrno(errno, "make link", link[1]);
    }
    return {};
}

/// Makes `root` the root of this mount namespace and lets go of everything else.
Status pivotTo(const std::string& root)
{
    if (chdir(root.c_str()) != 0 || syscall(SYS_pivot_root, ".", ".") != 0)
        return file::errorFromErrno(errno, "make the root", root);
    if (umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
        return file::errorFromErrno(errno, "leave the old root of", root);
    return {};
}

} // namespace

std::string overlayOptions(const NodeBoot& boot)
{
    std::string lowers;
    for (const std::string& lower : boot.lowers)
        lowers += (lowers.empty() ? "" : ":") + escaped(lower);
    const std::string folder = escaped(boot.folder);
    return fmt::format("lowerdir={},upperdir={}/upper,workdir={}/work", lowers, folder, folder);
}

Status enterNodeRoot(const NodeBoot& boot, const Cgroups& cgroups)
{
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return file::errorFromErrno(errno, "make mounts private below", "/");
    const std::string root = boot.folder + "/root";
    if (mount("overlay", root.c_str(), "overlay", 0, overlayOptions(boot).c_str()) != 0)
        return file::errorFromErrno(errno, "mount the node's root on", root);
    SKIFF_TRY(bind(boot.folder + "/var", root + "/var"));
    SKIFF_TRY(mountProc(root));
    SKIFF_TRY(mountOn(root + "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC));
    SKIFF_TRY(cgroups.mountAt(root + "/sys/fs/cgroup"));
    SKIFF_TRY(mountDev(root));
    SKIFF_TRY(mountOn(root + "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755"));
    SKIFF_TRY(mountOn(root + "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"));
    return pivotTo(root);
}

} // namespace skiff::machine::local
