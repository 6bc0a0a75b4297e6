#include "cluster/apiserver/admission/node_restriction_admission.h"

#include "cluster/apiserver/auth/node_restriction.h"

namespace skiff::apiserver {

Checked NodeRestrictionAdmission::admit(AdmissionRequest& request) const
{
    const api::Resource& resource = request.target.resource;
    const data::Value& named = request.object ? *request.object : *request.old;
    const std::string name(data::stringAt(named, {"metadata", "name"}));
    const auth::NodeWrite write{resource.group, resource.plural, request.call.subresource, name, request.old, request.object};
    if (const auto why = auth::checkNodeWrite(request.call.user, write))
        return forbidden(resource, name, *why);
    return Done{};
}

} // namespace skiff::apiserver
