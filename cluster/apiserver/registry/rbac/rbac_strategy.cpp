#include "cluster/apiserver/registry/rbac/rbac_strategy.h"

namespace skiff::apiserver {

Causes RoleBindingStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall&) const
{
    const data::Value* now = data::find(object, {"roleRef"});
    const data::Value* before = data::find(old, {"roleRef"});
    if (now && before && !data::equal(*now, *before))
        return {invalidField("roleRef", data::toJson(*now), "cannot change roleRef")};
    return {};
}

} // namespace skiff::apiserver
