#include "cluster/apiserver/admission/rbac_admission.h"

#include "cluster/apiserver/auth/escalation.h"
#include "cluster/apiserver/registry/auth/refusal_status.h"

namespace skiff::apiserver {

Checked RbacAdmission::admit(AdmissionRequest& request) const
{
    const api::Resource& resource = request.target.resource;
    if (resource.group != auth::rbacGroup || request.operation == Operation::Delete)
        return Done{};
    const std::string name(data::stringAt(*request.object, {"metadata", "name"}));
    const auth::RbacWrite write{resource.plural, request.call.nameSpace, name, request.old, request.object};
    if (const auto refusal = auth::checkEscalation(m_security.authorizer(), m_security.policy(), request.call.user, write))
        return toStatus(*refusal);
    return Done{};
}

} // namespace skiff::apiserver
