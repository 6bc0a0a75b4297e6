#pragma once

#include "cluster/apiserver/admission/admission.h"
#include "cluster/apiserver/security.h"

namespace skiff::apiserver {

/// Nobody hands on rights that he does not hold: roles and bindings are checked against their writer.
class RbacAdmission final : public AdmissionPlugin
{
public:
    explicit RbacAdmission(const Security& security) : m_security(security) {}
    std::string_view name() const override { return "RBAC"; }
    Checked admit(AdmissionRequest& request) const override;

private:
    const Security& m_security;
};

} // namespace skiff::apiserver
