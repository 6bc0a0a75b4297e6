#pragma once

#include "cluster/machine/profile.h"

#include <string>

namespace skiff::machine {

/// Gives a profile its network, 10.57.N.0/24 with the host at .1 and nodes from .2 on: the one it had
/// if that is free still, else one that collides with no route of this host, no profile of its home
/// and no claim of another home. `exceptLink` is the profile's own link, whose route does not count.
Status assignSubnet(Profile& profile, const ProfileStore& store, const std::string& exceptLink);

/// Gives the profile's network back.
void releaseSubnet(const std::string& profileFolder);

/// Which profile has which network, for all homes of a machine: two that start at the same time
/// must not take the same before either has a route to show. A claim is a file with the path of its profile, and
/// holds while that profile says the same. Held locked while one is chosen. Any thread.
class SubnetClaims
{
public:
    /// `folder` is shared by those who could collide: see claimsFolder().
    static Result<SubnetClaims> lock(const std::string& folder);
    SubnetClaims(SubnetClaims&& other) noexcept
        : m_folder(std::move(other.m_folder)), m_lock(std::exchange(other.m_lock, -1))
    {}
    SubnetClaims& operator=(SubnetClaims&&) = delete;
    ~SubnetClaims();

    /// The numbers that other profiles than the one in `profileFolder` have.
    std::vector<int> othersThan(const std::string& profileFolder) const;
    void release(const std::string& profileFolder) const;
    Status claim(int number, const std::string& profileFolder) const;

private:
    SubnetClaims(std::string folder, int lock) : m_folder(std::move(folder)), m_lock(lock) {}
    std::string m_folder;
    int m_lock;
};

/// /run/skiff/subnets for root, who makes networks that all see; a folder of the user's own otherwise.
std::string claimsFolder();

} // namespace skiff::machine
