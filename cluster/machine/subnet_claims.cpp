#include "cluster/machine/subnet_claims.h"

#include "cluster/base/file.h"
#include "cluster/machine/local/host_network.h"
#include "cluster/machine/local/netlink.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace skiff::machine {

namespace {

using local::Ipv4Prefix;
using local::Subnet;

/// A claim holds for moments while its profile is not saved yet, then as long as the profile is there.
bool holds(const std::string& profileFolder)
{
    std::error_code error;
    return std::filesystem::exists(profileFolder, error);
}

} // namespace

std::string claimsFolder()
{
    if (geteuid() == 0)
        return "/run/skiff/subnets";
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    return fmt::format("{}/skiff-subnets-{}", runtime ? runtime : "/tmp", geteuid());
}

Result<SubnetClaims> SubnetClaims::lock(const std::string& folder)
{
    SKIFF_TRY(file::makeFolders(folder, 0755));
    const std::string path = folder + "/lock";
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || flock(fd, LOCK_EX) != 0)
        return file::errorFromErrno(errno, "lock", path);
    return SubnetClaims(folder, fd);
}

SubnetClaims::~SubnetClaims()
{
    if (m_lock >= 0)
        close(m_lock);
}

std::vector<int> SubnetClaims::othersThan(const std::string& profileFolder) const
{
    std::vector<int> numbers;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, error)) {
        const std::string name = entry.path().filename().string();
        const auto owner = name == "lock" ? Result<std::string>(ErrorCode::NotFound, "") : file::read(entry.path());
        if (!owner.ok() || *owner == profileFolder)
            continue;
        if (holds(*owner))
            numbers.push_back(std::atoi(name.c_str()));
        else
            std::filesystem::remove(entry.path(), error);
    }
    return numbers;
}

Status SubnetClaims::claim(int number, const std::string& profileFolder) const
{
    return file::writeAtomically(fmt::format("{}/{}", m_folder, number), profileFolder, 0644);
}

void SubnetClaims::release(const std::string& profileFolder) const
{
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, error)) {
        const auto owner = file::read(entry.path());
        if (owner.ok() && *owner == profileFolder)
            std::filesystem::remove(entry.path(), error);
    }
}

void releaseSubnet(const std::string& profileFolder)
{
    if (const auto claims = SubnetClaims::lock(claimsFolder()); claims.ok())
        claims->release(profileFolder);
}

Status assignSubnet(Profile& profile, const ProfileStore& store, const std::string& exceptLink)
{
    if (profile.nodes.size() > local::mostNodes)
        return {ErrorCode::InvalidArgument, fmt::format("a profile has at most {} nodes", local::mostNodes)};
    const ProfileFolder folder = store.folder(profile.name);
    SKIFF_TRY_ASSIGN(const SubnetClaims claims, SubnetClaims::lock(claimsFolder()));
    SKIFF_TRY_ASSIGN(local::Netlink host, local::Netlink::open());
    SKIFF_TRY_ASSIGN(std::vector<Ipv4Prefix> taken, host.destinations(exceptLink));
    for (const int number : claims.othersThan(folder.path()))
        taken.push_back(Subnet{number}.prefix());
    for (const std::string& name : store.names()) {
        const auto other = name == profile.name ? Result<Profile>(ErrorCode::NotFound, "") : store.load(name);
        if (other.ok())
            taken.push_back(Subnet{local::subnetNumber(other->hostAddress)}.prefix());
    }
    int wanted = local::subnetNumber(profile.hostAddress);
    if (wanted < 0)
        wanted = static_cast<int>(std::stoul(folder.id(), nullptr, 16) % 256);
    SKIFF_TRY_ASSIGN(const Subnet subnet, local::freeSubnet(wanted, taken));
    SKIFF_TRY(claims.claim(subnet.number, folder.path()));
    profile.hostAddress = subnet.hostAddress();
    for (size_t i = 0; i < profile.nodes.size(); ++i)
        profile.nodes[i].address = subnet.nodeAddress(i);
    return {};
}

} // namespace skiff::machine
