#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// ReplicaSet, StatefulSet, DaemonSet: counts generations and starts with the status of its kind.
class WorkloadStrategy : public Strategy
{
public:
    bool hasGeneration() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
};

/// Deployment: a change of its annotations counts as a new generation too.
class DeploymentStrategy final : public WorkloadStrategy
{
public:
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

/// ReplicationController: its selector and labels are by default those of its template.
class ReplicationControllerStrategy final : public WorkloadStrategy
{
public:
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
};

} // namespace skiff::apiserver
