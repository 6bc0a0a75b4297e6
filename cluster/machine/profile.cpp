#include "cluster/machine/profile.h"

#include "cluster/base/file.h"
#include "cluster/data/value.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

namespace skiff::machine {

namespace {

bool isLabelCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

data::Value toValue(const Profile& profile)
{
    data::Array nodes;
    for (const NodeRecord& node : profile.nodes)
        nodes.push_back(data::Object{{"name", node.name}, {"address", node.address}});
    return data::Object{
        {"version", 1},
        {"name", profile.name},
        {"driver", profile.driver},
        {"network", profile.network == NetworkMode::Isolated ? "isolated" : "outbound"},
        {"hostAddress", profile.hostAddress},
        {"createdAt", profile.createdAt},
        {"cpus", profile.size.cpus},
        {"memoryMb", profile.size.memoryMb},
        {"diskGb", profile.size.diskGb},
        {"connection", profile.connection},
        {"accelerator", profile.accelerator},
        {"forwardedApi", profile.forwardedApi},
        {"nodes", std::move(nodes)},
    };
}

Result<Profile> fromValue(const data::Value& value)
{
    if (data::intAt(value, {"version"}) != 1)
        return Error{ErrorCode::DataLoss, "written by another version of Skiff"};
    Profile profile;
    profile.name = data::stringAt(value, {"name"});
    profile.driver = data::stringAt(value, {"driver"});
    profile.network = data::stringAt(value, {"network"}) == "isolated" ? NetworkMode::Isolated : NetworkMode::Outbound;
    profile.hostAddress = data::stringAt(value, {"hostAddress"});
    profile.createdAt = data::stringAt(value, {"createdAt"});
    const MachineSize usual;
    profile.size.cpus = static_cast<int>(data::intAt(value, {"cpus"}, usual.cpus));
    profile.size.memoryMb = static_cast<int>(data::intAt(value, {"memoryMb"}, usual.memoryMb));
    profile.size.diskGb = static_cast<int>(data::intAt(value, {"diskGb"}, usual.diskGb));
    profile.connection = data::stringAt(value, {"connection"});
    profile.accelerator = data::stringAt(value, {"accelerator"});
    profile.forwardedApi = static_cast<int>(data::intAt(value, {"forwardedApi"}));
    const data::Value* nodes = data::find(value, {"nodes"});
    if (nodes && nodes->is_array()) {
        for (const data::Value& node : nodes->get_array())
            profile.nodes.push_back(
                {std::string(data::stringAt(node, {"name"})), std::string(data::stringAt(node, {"address"}))});
    }
    if (profile.name.empty() || profile.driver.empty() || profile.nodes.empty())
        return Error{ErrorCode::DataLoss, "incomplete"};
    return profile;
}

} // namespace

std::string nodeName(std::string_view profile, size_t index)
{
    return index == 0 ? std::string(profile) : fmt::format("{}-{}", profile, index + 1);
}

std::vector<std::string> Profile::nodeNames() const
{
    std::vector<std::string> names;
    for (const NodeRecord& node : nodes)
        names.push_back(node.name);
    return names;
}

Result<size_t> Profile::indexOf(std::string_view node) const
{
    for (size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == node)
            return i;
    }
    return Error{ErrorCode::NotFound,
                 fmt::format("cluster '{}' has no node {}: it has {}", name, node, fmt::join(nodeNames(), ", "))};
}

Status validateProfileName(std::string_view name)
{
    const bool valid = !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), isLabelCharacter) &&
                       name.front() != '-' && name.back() != '-';
    if (valid)
        return {};
    return {ErrorCode::InvalidArgument,
            fmt::format("'{}' is not a profile name: use up to 40 of a-z, 0-9 and '-', not at either end", name)};
}

ProfileFolder::ProfileFolder(std::string_view home, std::string_view name)
    : m_path(fmt::format("{}/profiles/{}", home, name))
{}

std::string ProfileFolder::nodeFolder(std::string_view node) const
{
    return fmt::format("{}/nodes/{}", m_path, node);
}

std::string ProfileFolder::id() const
{
    uint32_t hash = 2166136261U; // FNV-1a
    for (const char c : m_path)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return fmt::format("{:08x}", hash);
}

Result<ProfileLock> ProfileLock::take(const ProfileFolder& folder)
{
    SKIFF_TRY(file::makeFolders(folder.path(), 0755));
    const int fd = open(folder.lockFile().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", folder.lockFile());
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return ProfileLock(fd);
    close(fd);
    return Error{ErrorCode::Unavailable,
                 fmt::format("another skiff command works on this profile now ({} is locked): wait for it to end",
                             folder.lockFile())};
}

ProfileLock& ProfileLock::operator=(ProfileLock&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

ProfileLock::~ProfileLock()
{
    if (m_fd >= 0)
        close(m_fd);
}

Result<HomeLock> HomeLock::take(const std::string& home)
{
    SKIFF_TRY(file::makeFolders(home + "/profiles", 0755));
    const std::string path = home + "/profiles/.lock";
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || flock(fd, LOCK_EX) != 0)
        return file::errorFromErrno(errno, "lock", path);
    return HomeLock(fd);
}

HomeLock::~HomeLock()
{
    if (m_fd >= 0)
        close(m_fd);
}

std::vector<std::string> ProfileStore::names() const
{
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(m_home + "/profiles", error)) {
        if (std::filesystem::exists(entry.path() / "profile.json", error))
            names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Error ProfileStore::absent(std::string_view name) const
{
    const std::vector<std::string> there = names();
    const std::string others =
        there.empty() ? std::string() : fmt::format(" (there are: {}; -p says which)", fmt::join(there, ", "));
    return {ErrorCode::NotFound,
            fmt::format("there is no profile '{0}'{1}: 'skiff start -p {0}' makes one", name, others)};
}

Result<Profile> ProfileStore::load(std::string_view name) const
{
    const std::string path = folder(name).profileFile();
    auto text = file::read(path);
    if (!text.ok()) {
        if (text.error().code == ErrorCode::NotFound)
            return absent(name);
        return std::move(text).error();
    }
    auto value = data::parseJson(*text);
    auto profile = value.ok() ? fromValue(*value) : Result<Profile>(ErrorCode::DataLoss, value.error().message);
    if (!profile.ok())
        return Error{ErrorCode::DataLoss, fmt::format("{}: {}: 'skiff delete -p {}' removes the profile", path,
                                                      profile.error().message, name)};
    return profile;
}

Status ProfileStore::save(const Profile& profile) const
{
    const ProfileFolder place = folder(profile.name);
    SKIFF_TRY(file::makeFolders(place.path(), 0755));
    return file::writeAtomically(place.profileFile(), data::toPrettyJson(toValue(profile)) + "\n", 0644);
}

Status ProfileStore::remove(std::string_view name) const
{
    const std::string path = folder(name).path();
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error)
        return {ErrorCode::Unavailable, fmt::format("cannot remove {}: {}", path, error.message())};
    return {};
}

std::string defaultHome()
{
    const auto variable = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value ? value : "";
    };
    if (const std::string home = variable("SKIFF_HOME"); !home.empty())
        return std::filesystem::absolute(home).lexically_normal().string();
    if (const std::string data = variable("XDG_DATA_HOME"); !data.empty())
        return data + "/skiff";
    return variable("HOME") + "/.local/share/skiff";
}

} // namespace skiff::machine
