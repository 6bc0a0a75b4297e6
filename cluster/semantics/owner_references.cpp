#include "cluster/semantics/owner_references.h"

namespace skiff::semantics {

data::Value controllerReference(data::Node owner, std::string_view apiVersion, std::string_view kind)
{
    const data::Node metadata = owner["metadata"];
    return {{"apiVersion", apiVersion},          {"kind", kind},       {"name", metadata["name"].asString()},
            {"uid", metadata["uid"].asString()}, {"controller", true}, {"blockOwnerDeletion", true}};
}

api::OwnerReferenceView controllerOf(data::Node object)
{
    for (const data::Node owner : object["metadata"]["ownerReferences"])
        if (owner["controller"].asBool())
            return api::OwnerReferenceView(owner);
    return {};
}

bool isControlledBy(data::Node object, std::string_view uid)
{
    const auto controller = controllerOf(object);
    return controller && controller.uid() == uid;
}

} // namespace skiff::semantics
