#pragma once

#include "cluster/apiserver/admission/admission.h"

namespace skiff::apiserver {

/// Keeps objects out of namespaces that do not exist or are being deleted, and the cluster's own
/// namespaces from deletion.
class NamespaceLifecycle final : public AdmissionPlugin
{
public:
    NamespaceLifecycle(const Registry& registry, store::Store& store) : m_registry(registry), m_store(store) {}
    std::string_view name() const override { return "NamespaceLifecycle"; }
    Checked admit(AdmissionRequest& request) const override;

private:
    const Registry& m_registry;
    store::Store& m_store;
};

} // namespace skiff::apiserver
