#pragma once

#include "cluster/apiserver/admission/admission.h"

namespace skiff::apiserver {

/// Keeps a kubelet to its own node, pods and lease where the body has to be looked at; what the path
/// tells the node authorizer has refused already.
class NodeRestrictionAdmission final : public AdmissionPlugin
{
public:
    std::string_view name() const override { return "NodeRestriction"; }
    Checked admit(AdmissionRequest& request) const override;
};

} // namespace skiff::apiserver
