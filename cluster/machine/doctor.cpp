#include "cluster/machine/doctor.h"

#include <fmt/format.h>
#include <sstream>

namespace skiff::machine {

namespace {

constexpr uint64_t leastFreeBytes = 512ULL << 20;
constexpr uint64_t comfortableBytes = 4ULL << 30;
constexpr int leastInotifyInstances = 64;
constexpr int comfortableInotifyInstances = 512;

bool hasMachines(const HostFacts& facts)
{
    return facts.driver != "local";
}

Finding driver(const HostFacts& facts)
{
    if (facts.driverProblem.empty())
        return {"driver", Verdict::Fine, fmt::format("a start uses driver {}", facts.driver), {}};
    const bool wantsRoot = facts.driver == "local" && !facts.root;
    return {"driver", Verdict::Problem, fmt::format("driver {} does not work: {}", facts.driver, facts.driverProblem),
            wantsRoot ? "run skiff with sudo, or choose --driver libvirt or qemu" : "choose another with --driver"};
}

Finding kvm(const HostFacts& facts)
{
    if (facts.kvmWorks)
        return {"kvm", Verdict::Fine, "KVM runs a guest", {}};
    const char* remedy =
        hasMachines(facts) ? "machines are emulated, several times slower; --driver local is quick (needs root)" : "";
    return {"kvm", Verdict::Notice, facts.kvmReason, remedy};
}

Finding qemu(const HostFacts& facts)
{
    if (facts.qemuInstalled)
        return {"qemu", Verdict::Fine, "QEMU is installed", {}};
    return {"qemu", hasMachines(facts) ? Verdict::Problem : Verdict::Notice, "QEMU is not installed",
            "sudo apt-get install qemu-system-x86"};
}

Finding libvirt(const HostFacts& facts)
{
    const Verdict bad = facts.driver == "libvirt" ? Verdict::Problem : Verdict::Notice;
    if (!facts.libvirtInstalled)
        return {"libvirt", bad, "libvirt is not installed", "sudo apt-get install libvirt-daemon-system"};
    if (facts.libvirtProblem.empty() && !facts.libvirtSystem)
        return {"libvirt", Verdict::Notice,
                "libvirt runs your own machines (session): you are not in the group libvirt, so they have one node and "
                "forwarded ports",
                "sudo usermod -aG libvirt $USER, then log in again"};
    if (facts.libvirtProblem.empty())
        return {"libvirt", Verdict::Fine, "libvirt answers", {}};
    return {"libvirt", bad, facts.libvirtProblem,
            facts.root ? "sudo systemctl start libvirtd"
                       : "sudo systemctl start libvirtd; sudo usermod -aG libvirt $USER, then log in again; or use "
                         "--libvirt session"};
}

Finding forwarding(const HostFacts& facts)
{
    if (!facts.dropsForwarded)
        return {"forward", Verdict::Fine, "whether the firewall forwards is root's to see", {}};
    const std::string& chain = *facts.dropsForwarded;
    if (chain.empty())
        return {"forward", Verdict::Fine, "the firewall forwards packets", {}};
    return {
        "forward", facts.driver == "libvirt" ? Verdict::Problem : Verdict::Notice,
        fmt::format("the firewall drops what it forwards (chain {} has the policy drop, as Docker and many firewalls "
                    "set it): nodes behind libvirt's network may not get out",
                    chain),
        fmt::format(
            "sudo nft insert rule {0} iifname 'skiff*' accept; sudo nft insert rule {0} oifname 'skiff*' accept",
            chain)};
}

Finding disk(const HostFacts& facts)
{
    const std::string words = fmt::format("{} MB are free in {}", facts.freeBytes >> 20, facts.home);
    if (facts.freeBytes < leastFreeBytes)
        return {"disk", Verdict::Problem, words + ", and a node needs 512",
                "make room, or set SKIFF_HOME to a folder on another disk"};
    if (facts.freeBytes < comfortableBytes)
        return {"disk", Verdict::Notice, words, "images and volumes may fill it"};
    return {"disk", Verdict::Fine, words, {}};
}

Finding inotify(const HostFacts& facts)
{
    const std::string words = fmt::format("a user may have {} inotify instances and {} watches", facts.inotifyInstances,
                                          facts.inotifyWatches);
    const char* remedy = "sudo sysctl fs.inotify.max_user_instances=512";
    // A machine has a kernel and limits of its own.
    if (hasMachines(facts) || facts.inotifyInstances == 0 || facts.inotifyInstances >= comfortableInotifyInstances)
        return {"inotify", Verdict::Fine, words, {}};
    return {"inotify", facts.inotifyInstances < leastInotifyInstances ? Verdict::Problem : Verdict::Notice,
            words + ": programs that watch files, many pods or several nodes may run out of them", remedy};
}

Finding programs(const HostFacts& facts)
{
    std::string names;
    for (const std::string& name : facts.missingPrograms)
        names += (names.empty() ? "" : ", ") + name;
    if (!names.empty() && !facts.imageMade)
        return {"packages", Verdict::Problem, "making the node image needs programs that are not here: " + names,
                "sudo apt-get install apt dpkg squashfs-tools cpio"};
    if (facts.driver == "local" && !facts.slirpInstalled)
        return {"packages", Verdict::Problem, "slirp4netns, which carries outbound traffic of driver local, is missing",
                "sudo apt-get install slirp4netns, or start with --network isolated"};
    return {"packages", Verdict::Fine, "the programs that Skiff calls are here", {}};
}

Finding image(const HostFacts& facts)
{
    return {"image",
            Verdict::Fine,
            facts.imageMade ? "the node image is made"
                            : "the node image is made at the first start, which downloads packages",
            {}};
}

} // namespace

std::vector<std::string> chainsThatDropForwarded(std::string_view listed)
{
    // table FAMILY NAME {        chain NAME {        type filter hook forward priority …; policy drop;
    std::vector<std::string> chains;
    std::istringstream lines{std::string(listed)};
    std::string family;
    std::string table;
    std::string chain;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first;
        words >> first;
        if (first == "table")
            words >> family >> table;
        else if (first == "chain")
            words >> chain;
        else if (first == "type" && line.find("hook forward") != line.npos && line.find("policy drop") != line.npos &&
                 (family == "ip" || family == "inet"))
            chains.push_back(fmt::format("{} {} {}", family, table, chain));
    }
    return chains;
}

std::string_view verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Fine:
        return "ok";
    case Verdict::Notice:
        return "notice";
    case Verdict::Problem:
        return "problem";
    }
    return {};
}

std::vector<Finding> examine(const HostFacts& facts)
{
    std::vector<Finding> findings = {driver(facts), kvm(facts),     qemu(facts),     libvirt(facts), forwarding(facts),
                                     disk(facts),   inotify(facts), programs(facts), image(facts)};
    for (const HostFacts::Stale& stale : facts.staleProfiles)
        findings.push_back(
            {"profile", Verdict::Problem, fmt::format("profile '{}': {}", stale.profile, stale.problem), stale.remedy});
    if (facts.staleProfiles.empty())
        findings.push_back({"profile", Verdict::Fine, "every profile can be read", {}});
    return findings;
}

} // namespace skiff::machine
