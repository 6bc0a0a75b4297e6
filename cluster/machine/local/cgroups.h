#pragma once

#include "cluster/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::machine::local {

/// One mounted control-group hierarchy: cgroup2, or a controller set or a name of version 1.
struct CgroupHierarchy
{
    std::string mountPoint;
    std::string options; ///< for mount(2): "cpu,cpuacct", "none,name=systemd"; empty for cgroup2
};

/// The groups of nodes in every hierarchy of this machine. Any thread.
class Cgroups
{
public:
    /// Reads them from the text of /proc/self/mountinfo. With version 1 controllers mounted,
    /// a cgroup2 beside them (systemd's hybrid) is left out.
    static Result<Cgroups> parse(std::string_view mountInfo);
    static Result<Cgroups> ofThisMachine();

    bool unified() const { return m_unified; }
    const std::vector<CgroupHierarchy>& hierarchies() const { return m_hierarchies; }

    /// Makes the group `name` at the top of each hierarchy.
    Status create(std::string_view name) const;
    /// Moves the calling process there. Safe after fork.
    Status join(std::string_view name) const;
    /// Mounts them below `folder` as the calling process's cgroup namespace shows them.
    Status mountAt(const std::string& folder) const;
    /// Freezes what is in the group, or lets it go on.
    Status setFrozen(std::string_view name, bool frozen) const;
    bool isFrozen(std::string_view name) const;
    /// The groups whose name begins with `prefix`.
    std::vector<std::string> find(std::string_view prefix) const;
    /// Kills what is in the group and removes it with all below it.
    Status remove(std::string_view name) const;

private:
    struct Freezer
    {
        std::string path;
        const char* frozen = "";
        const char* thawed = "";
    };
    Freezer freezerOf(std::string_view name) const;

    bool m_unified = false;
    std::vector<CgroupHierarchy> m_hierarchies;
};

} // namespace skiff::machine::local
