#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/base/mutex.h"
#include "cluster/store/store.h"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver {

/// Hands out cluster IPs and node ports so that each belongs to one Service: a claim is a key in
/// the store that is created only if it is absent. No authority is kept in memory.
///
/// Calls wait for the store and belong on the compute pool; any of its threads.
class ServiceClaims
{
public:
    struct Ranges
    {
        uint32_t network = 0x0a600000;           ///< 10.96.0.0
        uint32_t prefixLength = 16;
        uint16_t firstPort = 30000;
        uint16_t lastPort = 32767;
    };
    ServiceClaims(store::Store& store, Ranges ranges) : m_store(store), m_ranges(ranges) {}

    const Ranges& ranges() const { return m_ranges; }
    bool contains(uint32_t address) const;

    enum class Taken { Yes, No };
    /// What a claim is for: a dry run is answered as if it were, and leaves nothing.
    enum class Purpose { Keep, DryRun };
    /// Claims one address or port for `owner` (a Service's uid); Taken::No when another has it.
    Outcome<Taken> claimAddress(uint32_t address, const std::string& owner, Purpose purpose);
    Outcome<Taken> claimPort(uint16_t port, const std::string& owner, Purpose purpose);
    /// Claims any free one; 500 when all are taken.
    Outcome<uint32_t> claimAnyAddress(const std::string& owner, Purpose purpose);
    Outcome<uint16_t> claimAnyPort(const std::string& owner, Purpose purpose);
    /// Gives back what `owner` has claimed; others' claims stay.
    void releaseAddress(uint32_t address, const std::string& owner);
    void releasePort(uint16_t port, const std::string& owner);

    /// Who has what, for the repair at start.
    struct Claim
    {
        std::string key;
        std::string owner;
    };
    Outcome<std::vector<Claim>> all();
    std::string addressKey(uint32_t address) const;
    std::string portKey(uint16_t port) const;
    void releaseKey(const std::string& key, const std::string& owner);
    Outcome<Taken> claimKey(const std::string& key, const std::string& owner, Purpose purpose = Purpose::Keep);

private:
    uint32_t randomBelow(uint32_t limit);

    store::Store& m_store;
    const Ranges m_ranges;
    Mutex m_mutex;
    std::mt19937 m_random SKIFF_GUARDED_BY(m_mutex){std::random_device{}()};
};

/// "10.96.0.1" as a number; nothing when it is no IPv4 address.
std::optional<uint32_t> parseIpv4(std::string_view text);
std::string formatIpv4(uint32_t address);

} // namespace skiff::apiserver
