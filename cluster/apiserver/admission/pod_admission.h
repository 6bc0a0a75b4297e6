#pragma once

#include "cluster/apiserver/admission/admission.h"

namespace skiff::apiserver {

/// A plug-in that completes or refuses new pods; everything else passes.
class PodAdmission : public AdmissionPlugin
{
public:
    Checked admit(AdmissionRequest& request) const final;

protected:
    virtual Checked admitPod(data::Value& pod, AdmissionRequest& request) const = 0;
};

/// Gives a pod the namespace's default service account and the volume with its token, the
/// cluster's certificate and the namespace's name. An account that does not exist is refused.
class ServiceAccountAdmission final : public PodAdmission
{
public:
    ServiceAccountAdmission(const Registry& registry, store::Store& store) : m_registry(registry), m_store(store) {}
    std::string_view name() const override { return "ServiceAccount"; }

protected:
    Checked admitPod(data::Value& pod, AdmissionRequest& request) const override;

private:
    const Registry& m_registry;
    store::Store& m_store;
};

/// Lets pods stay five minutes on a node that is not ready or not reachable.
class DefaultTolerationSeconds final : public PodAdmission
{
public:
    std::string_view name() const override { return "DefaultTolerationSeconds"; }

protected:
    Checked admitPod(data::Value& pod, AdmissionRequest& request) const override;
};

/// Turns a priority class into a number. The two system classes exist without being stored.
class PriorityAdmission final : public PodAdmission
{
public:
    std::string_view name() const override { return "Priority"; }

protected:
    Checked admitPod(data::Value& pod, AdmissionRequest& request) const override;
};

/// A new node takes no pods until it says that it is ready.
class NodeTaintAdmission final : public AdmissionPlugin
{
public:
    std::string_view name() const override { return "TaintNodesByCondition"; }
    Checked admit(AdmissionRequest& request) const override;
};

} // namespace skiff::apiserver
