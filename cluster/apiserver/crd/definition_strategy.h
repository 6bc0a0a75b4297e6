#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Keeps a definition until its objects are gone.
constexpr std::string_view cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/// The rules of CustomResourceDefinitions. Their conditions are the definition controller's.
class DefinitionStrategy final : public Strategy
{
public:
    bool updatesUnconditionally() const override { return false; }
    bool hasGeneration() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    Causes validateNew(const data::Value& object, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
    void markDeleted(data::Value& object) const override;
};

} // namespace skiff::apiserver
