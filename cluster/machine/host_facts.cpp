#include "cluster/machine/host_facts.h"

#include "cluster/base/file.h"
#include "cluster/base/process.h"
#include "cluster/machine/local/host_network.h"
#include "cluster/machine/qemu/qemu_hypervisor.h"
#include "cluster/machine/vm/kvm_probe.h"
#ifdef SKIFF_LIBVIRT
#include "cluster/machine/libvirt/connection.h"
#endif

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <sys/statvfs.h>
#include <unistd.h>

namespace skiff::machine {

namespace {

uint64_t freeBytesAt(std::filesystem::path place)
{
    std::error_code error;
    while (!std::filesystem::exists(place, error) && place.has_parent_path() && place != place.root_path())
        place = place.parent_path();
    struct statvfs info = {};
    return statvfs(place.c_str(), &info) == 0 ? static_cast<uint64_t>(info.f_bavail) * info.f_frsize : 0;
}

int numberIn(const char* path)
{
    const auto text = file::read(path);
    return text.ok() ? std::atoi(text->c_str()) : 0;
}

bool installed(const char* program)
{
    for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}) {
        if (access((std::string(folder) + program).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

/// The first chain that would drop the nodes' packets. Not one in which libvirt accepts those of its networks.
std::optional<std::string> dropsForwarded()
{
    if (geteuid() != 0)
        return std::nullopt;
    const auto listed = process::run({"nft", "list", "chains"});
    for (const std::string& chain : chainsThatDropForwarded(listed.ok() ? listed->output : std::string())) {
        std::vector<std::string> words = {"nft", "list", "chain"};
        std::istringstream name(chain); // "inet filter FORWARD"
        std::copy(std::istream_iterator<std::string>(name), {}, std::back_inserter(words));
        const auto rules = process::run(words);
        if (!rules.ok() || rules->output.find("jump LIBVIRT_FWO") == std::string::npos)
            return chain;
    }
    return std::string();
}

bool mayUseSystemLibvirt()
{
#ifdef SKIFF_LIBVIRT
    return geteuid() == 0 || libvirt::maySpeakToSystem();
#else
    return false;
#endif
}

std::string libvirtProblem([[maybe_unused]] bool system)
{
#ifdef SKIFF_LIBVIRT
    const auto connection = libvirt::Connection::open(system ? "system" : "session");
    return connection.ok() ? std::string() : connection.error().message;
#else
    return "this Skiff was built without libvirt";
#endif
}

std::vector<HostFacts::Stale> staleProfiles(const ProfileStore& profiles, const MachineDriver& machines)
{
    std::vector<HostFacts::Stale> stale;
    for (const std::string& name : profiles.names()) {
        const auto profile = profiles.load(name);
        if (!profile.ok())
            stale.push_back({name, profile.error().message, "skiff delete -p " + name});
        else if (profile->driver == machines.name() && profile->connection == "system" &&
                 !machines.runningNodes(name).empty() && !local::linkExists(local::hostLink(profiles.folder(name))))
            stale.push_back({name, "its nodes run, and their network is inactive", "skiff restart -p " + name});
    }
    return stale;
}

} // namespace

HostFacts gatherHostFacts(const Driver& driver, const ProfileStore& profiles, const NodeImageSource& images,
                          const DriverSetting& setting)
{
    HostFacts facts;
    facts.driver = driver.machines->name();
    facts.root = geteuid() == 0;
    if (const Status works = driver.machines->check(); !works.ok())
        facts.driverProblem = works.error().message;
    const std::string qemu = qemu::findProgram();
    facts.qemuInstalled = !qemu.empty();
    if (facts.qemuInstalled) {
        const auto kvm = vm::KvmProbe(qemu, setting.cacheFolder).ask();
        facts.kvmWorks = kvm.works;
        facts.kvmReason = kvm.reason;
    } else {
        facts.kvmReason = "KVM was not tried: there is no QEMU to try it with";
    }
    facts.libvirtInstalled = installed("libvirtd") || installed("virtqemud");
    facts.libvirtSystem = mayUseSystemLibvirt();
    if (facts.libvirtInstalled)
        facts.libvirtProblem = libvirtProblem(facts.libvirtSystem);
    facts.dropsForwarded = dropsForwarded();
    facts.home = profiles.home();
    facts.freeBytes = freeBytesAt(facts.home);
    facts.inotifyInstances = numberIn("/proc/sys/fs/inotify/max_user_instances");
    facts.inotifyWatches = numberIn("/proc/sys/fs/inotify/max_user_watches");
    facts.slirpInstalled = installed("slirp4netns");
    facts.imageMade = images.find(driver.machines->imageForm()).ok();
    for (const char* program : {"apt-get", "dpkg-deb", "tar"}) {
        if (!installed(program))
            facts.missingPrograms.emplace_back(program);
    }
    if (driver.machines->imageForm() == ImageForm::Machine && !installed("mksquashfs"))
        facts.missingPrograms.emplace_back("mksquashfs");
    facts.staleProfiles = staleProfiles(profiles, *driver.machines);
    return facts;
}

} // namespace skiff::machine
