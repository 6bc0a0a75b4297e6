#include "cluster/apiserver/registry/core/service_claims.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace skiff::apiserver {

namespace {

constexpr std::string_view claimRoot = "/claims/services/";
constexpr int randomTries = 64;

/// A write whose outcome the calling thread waits for.
Result<store::WriteOutcome> writeAndWait(store::Store& store, store::Write write)
{
    std::promise<Result<store::WriteOutcome>> outcome;
    store.write(std::move(write), [&](Result<store::WriteOutcome> result) { outcome.set_value(std::move(result)); });
    return outcome.get_future().get();
}

} // namespace

std::optional<uint32_t> parseIpv4(std::string_view text)
{
    in_addr address{};
    if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1)
        return std::nullopt;
    return ntohl(address.s_addr);
}

std::string formatIpv4(uint32_t address)
{
    return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
}

bool ServiceClaims::contains(uint32_t address) const
{
    const uint32_t size = 1u << (32 - m_ranges.prefixLength);
    // Neither the network's own address nor its broadcast.
    return address > m_ranges.network && address < m_ranges.network + size - 1;
}

std::string ServiceClaims::addressKey(uint32_t address) const
{
    return fmt::format("{}addresses/{}", claimRoot, formatIpv4(address));
}

std::string ServiceClaims::portKey(uint16_t port) const
{
    return fmt::format("{}ports/{}", claimRoot, port);
}

Outcome<ServiceClaims::Taken> ServiceClaims::claimKey(const std::string& key, const std::string& owner, Purpose purpose)
{
    if (purpose == Purpose::DryRun) {
        const auto entry = m_store.get(key);
        if (!entry.ok())
            return fromError(entry.error());
        return !*entry || *(*entry)->value == owner ? Taken::Yes : Taken::No;
    }
    const auto outcome = writeAndWait(m_store, {key, std::make_shared<const std::string>(owner), {}});
    if (!outcome.ok())
        return fromError(outcome.error());
    const bool mine = outcome->accepted || (outcome->current && *outcome->current->value == owner);
    return mine ? Taken::Yes : Taken::No;
}

void ServiceClaims::releaseKey(const std::string& key, const std::string& owner)
{
    const auto entry = m_store.get(key);
    if (!entry.ok() || !*entry || *(*entry)->value != owner)
        return;
    // A claim that changed meanwhile is another's; one that cannot be removed now is found by the next repair.
    [[maybe_unused]] const auto outcome = writeAndWait(m_store, {key, nullptr, (*entry)->revision});
}

Outcome<ServiceClaims::Taken> ServiceClaims::claimAddress(uint32_t address, const std::string& owner, Purpose purpose)
{
    return claimKey(addressKey(address), owner, purpose);
}

Outcome<ServiceClaims::Taken> ServiceClaims::claimPort(uint16_t port, const std::string& owner, Purpose purpose)
{
    return claimKey(portKey(port), owner, purpose);
}

uint32_t ServiceClaims::randomBelow(uint32_t limit)
{
    MutexLock lock(m_mutex);
    return std::uniform_int_distribution<uint32_t>(0, limit - 1)(m_random);
}

Outcome<uint32_t> ServiceClaims::claimAnyAddress(const std::string& owner, Purpose purpose)
{
    // The lower part is left to those who ask for an address of their choice.
    const uint32_t size = 1u << (32 - m_ranges.prefixLength);
    const uint32_t reserved = std::min(std::max(16u, size / 16), 256u);
    const uint32_t count = size - reserved - 1;
    const uint32_t start = randomBelow(count);
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t offset = i < randomTries ? randomBelow(count) : (start + i) % count;
        const uint32_t address = m_ranges.network + reserved + offset;
        SKIFF_TRY_ASSIGN(const Taken taken, claimAddress(address, owner, purpose));
        if (taken == Taken::Yes)
            return address;
    }
    return internalError("failed to allocate a serviceIP: range is full");
}

Outcome<uint16_t> ServiceClaims::claimAnyPort(const std::string& owner, Purpose purpose)
{
    const uint32_t count = uint32_t(m_ranges.lastPort) - m_ranges.firstPort + 1;
    const uint32_t start = randomBelow(count);
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t offset = i < randomTries ? randomBelow(count) : (start + i) % count;
        const auto port = uint16_t(m_ranges.firstPort + offset);
        SKIFF_TRY_ASSIGN(const Taken taken, claimPort(port, owner, purpose));
        if (taken == Taken::Yes)
            return port;
    }
    return internalError("failed to allocate a nodePort: range is full");
}

void ServiceClaims::releaseAddress(uint32_t address, const std::string& owner)
{
    releaseKey(addressKey(address), owner);
}

void ServiceClaims::releasePort(uint16_t port, const std::string& owner)
{
    releaseKey(portKey(port), owner);
}

Outcome<std::vector<ServiceClaims::Claim>> ServiceClaims::all()
{
    const auto range = m_store.range({.prefix = std::string(claimRoot)});
    if (!range.ok())
        return fromError(range.error());
    std::vector<Claim> claims;
    for (const store::Entry& entry : range->entries)
        claims.push_back({entry.key, *entry.value});
    return claims;
}

} // namespace skiff::apiserver
