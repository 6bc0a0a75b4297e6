#pragma once

#include "cluster/apiserver/registry/core/service_claims.h"
#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Service: gets a cluster IP and node ports of its own and keeps them while its type needs them.
class ServiceStrategy final : public Strategy
{
public:
    explicit ServiceStrategy(ServiceClaims& claims) : m_claims(claims) {}

    bool createsOnUpdate() const override { return true; }
    bool returnsDeleted() const override { return true; }
    bool holdsClaims() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
    Checked claim(data::Value& object, const data::Value* old, const WriteCall& call) const override;
    void release(const data::Value& object, const data::Value* kept) const override;

    /// Makes the claims fit the services that exist: missing ones are made, left-over ones removed.
    static Checked repair(ServiceClaims& claims, const std::vector<data::Value>& services);

private:
    Checked claimAddress(data::Value& object, const WriteCall& call) const;
    Checked claimPorts(data::Value& object, const WriteCall& call) const;

    ServiceClaims& m_claims;
};

} // namespace skiff::apiserver
