#pragma once

#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// The rules of the objects of one served version of a custom kind. Its schema outlives it.
class CustomStrategy final : public Strategy
{
public:
    explicit CustomStrategy(const api::custom::Version& version) : m_version(version) {}

    bool updatesUnconditionally() const override { return false; }
    bool hasGeneration() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    void prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    Causes validateNew(const data::Value& object, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;

private:
    bool hasStatus() const { return m_version.findSubresource("status") != nullptr; }
    Causes check(const data::Value& object, const data::Value* old) const;

    const api::custom::Version& m_version;
};

} // namespace skiff::apiserver
