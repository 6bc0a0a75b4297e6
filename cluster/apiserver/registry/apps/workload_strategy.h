#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// ReplicaSet, StatefulSet, DaemonSet: a pod template and a selector that belong together; the
/// selector cannot change.
class WorkloadStrategy : public Strategy
{
public:
    bool hasGeneration() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    Causes validate(const data::Value& object, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

/// Deployment: a change of its annotations counts as a new generation too.
class DeploymentStrategy final : public WorkloadStrategy
{
public:
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

/// ReplicationController: its selector is a plain map, by default the template's labels, and can change.
class ReplicationControllerStrategy final : public WorkloadStrategy
{
public:
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    Causes validate(const data::Value& object, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

} // namespace skiff::apiserver
