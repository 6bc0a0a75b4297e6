#pragma once

#include "cluster/base/mutex.h"
#include "cluster/client/client.h"
#include "cluster/kubelet/volumes/token_source.h"

#include <map>

namespace skiff::kubelet {

/// Asks the API server for pods' service-account tokens and keeps each until four fifths of its
/// life (or a day) have passed. Worker threads; nextRenewal() any thread.
class TokenCache final : public TokenSource
{
public:
    TokenCache(client::Client& client, const Clock& clock) : m_client(client), m_clock(clock) {}

    Result<std::string> token(const Pod& pod, const std::string& audience, std::chrono::seconds lifetime) override;
    /// When the first token of any pod grows old.
    std::optional<WallTime> nextRenewal() const;
    /// The pods with a token that must be renewed at `now`.
    std::vector<std::string> podsToRenew(WallTime now) const;
    void forget(const std::string& podUid);

private:
    struct Key
    {
        std::string podUid;
        std::string audience;
        int64_t seconds = 0;
        auto operator<=>(const Key&) const = default;
    };
    struct Entry
    {
        std::string token;
        WallTime renewAt{};
        WallTime expiresAt{};
    };
    Result<Entry> request(const Pod& pod, const Key& key);

    client::Client& m_client;
    const Clock& m_clock;
    mutable Mutex m_mutex;
    std::map<Key, Entry> m_tokens SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::kubelet
