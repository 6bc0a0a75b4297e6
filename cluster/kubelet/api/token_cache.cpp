#include "cluster/kubelet/api/token_cache.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr Duration MostAge = std::chrono::hours(24);

data::Value tokenRequest(const Pod& pod, const std::string& audience, int64_t seconds)
{
    data::Object spec;
    if (!audience.empty())
        spec["audiences"] = data::Array{data::Value(audience)};
    spec["expirationSeconds"] = seconds;
    spec["boundObjectRef"] =
        data::Object{{"kind", "Pod"}, {"apiVersion", "v1"}, {"name", pod.name()}, {"uid", pod.uid()}};
    return data::Object{
        {"kind", "TokenRequest"}, {"apiVersion", "authentication.k8s.io/v1"}, {"spec", std::move(spec)}};
}

} // namespace

Result<std::string> TokenCache::token(const Pod& pod, const std::string& audience, std::chrono::seconds lifetime)
{
    const Key key{pod.uid(), audience, lifetime.count()};
    {
        MutexLock lock(m_mutex);
        const auto found = m_tokens.find(key);
        if (found != m_tokens.end() && m_clock.now() < found->second.renewAt)
            return found->second.token;
    }
    auto fresh = request(pod, key);
    MutexLock lock(m_mutex);
    if (fresh.ok())
        return (m_tokens[key] = std::move(fresh).value()).token;
    // The API server may be away for a while: the old one is good until it expires.
    const auto found = m_tokens.find(key);
    if (found != m_tokens.end() && m_clock.now() < found->second.expiresAt)
        return found->second.token;
    return std::move(fresh).error().in("failed to fetch token");
}

Result<TokenCache::Entry> TokenCache::request(const Pod& pod, const Key& key)
{
    std::string account(pod.spec()["serviceAccountName"].asString());
    if (account.empty())
        account = "default";
    const auto answer = m_client.run(client::request::createSubresource(client::resources::serviceAccounts,
                                                                        {pod.namespaceName(), account}, "token",
                                                                        tokenRequest(pod, key.audience, key.seconds)),
                                     {});
    if (!answer.ok())
        return Error(answer.error());
    const data::Node status = answer.root()["status"];
    Entry entry;
    entry.token = status["token"].asString();
    if (entry.token.empty() || !parseTime(status["expirationTimestamp"].asString(), entry.expiresAt))
        return Error{ErrorCode::Internal, "the API server answered no token"};
    const WallTime now = m_clock.now();
    entry.renewAt = now + std::min<Duration>((entry.expiresAt - now) * 4 / 5, MostAge);
    return entry;
}

std::optional<WallTime> TokenCache::nextRenewal() const
{
    MutexLock lock(m_mutex);
    std::optional<WallTime> first;
    for (const auto& [key, entry] : m_tokens)
        first = std::min(first.value_or(entry.renewAt), entry.renewAt);
    return first;
}

std::vector<std::string> TokenCache::podsToRenew(WallTime now) const
{
    MutexLock lock(m_mutex);
    std::vector<std::string> pods;
    for (const auto& [key, entry] : m_tokens) {
        if (entry.renewAt <= now)
            pods.push_back(key.podUid);
    }
    return pods;
}

void TokenCache::forget(const std::string& podUid)
{
    MutexLock lock(m_mutex);
    std::erase_if(m_tokens, [&](const auto& entry) { return entry.first.podUid == podUid; });
}

} // namespace skiff::kubelet
