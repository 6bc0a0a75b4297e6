#include "cluster/kubelet/node/node_object.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <string>

#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

std::string firstLine(const std::string& path)
{
    const auto content = file::read(path);
    return content.ok() ? content->substr(0, content->find('\n')) : std::string();
}

/// The value of `key` in os-release(5), without quotes.
std::string osRelease(std::string_view key)
{
    const auto content = file::read("/etc/os-release");
    if (!content.ok())
        return {};
    const size_t at = content->find(std::string(key) + "=");
    if (at == std::string::npos)
        return {};
    std::string value = content->substr(at + key.size() + 1);
    value.resize(std::min(value.find('\n'), value.size()));
    std::erase(value, '"');
    return value;
}

std::string goArchitecture(std::string_view machine)
{
    if (machine == "x86_64")
        return "amd64";
    return machine == "aarch64" ? "arm64" : std::string(machine);
}

} // namespace

void describeMachine(const std::string& dataFolder, NodeDescription& node)
{
    node.capacity.milliCpu = std::max<int64_t>(::sysconf(_SC_NPROCESSORS_ONLN), 1) * 1000;
    struct sysinfo memory = {};
    if (::sysinfo(&memory) == 0)
        node.capacity.memoryBytes = static_cast<int64_t>(memory.totalram) * memory.mem_unit;
    struct statvfs disk = {};
    if (::statvfs(dataFolder.c_str(), &disk) == 0)
        node.capacity.ephemeralStorageBytes = static_cast<int64_t>(disk.f_blocks * disk.f_frsize);
    struct utsname system = {};
    if (::uname(&system) == 0) {
        node.kernelVersion = system.release;
        node.architecture = goArchitecture(system.machine);
    }
    node.machineId = firstLine("/etc/machine-id");
    node.systemUuid = firstLine("/sys/class/dmi/id/product_uuid");
    if (node.systemUuid.empty())
        node.systemUuid = node.machineId;
    node.bootId = firstLine("/proc/sys/kernel/random/boot_id");
    node.osImage = osRelease("PRETTY_NAME");
}

} // namespace skiff::kubelet
