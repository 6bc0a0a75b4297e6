#include "cluster/apiserver/validation/policy.h"

#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/workload.h"

namespace skiff::apiserver::validation {

void checkPodDisruptionBudget(const Field& budget)
{
    const Field spec = budget["spec"];
    const Field least = spec["minAvailable"];
    const Field most = spec["maxUnavailable"];
    if (least && most)
        spec.invalid("{}", "minAvailable and maxUnavailable cannot be both set");
    for (const Field& amount : {least, most}) {
        if (!amount)
            continue;
        checkAmount(amount);
        checkAtMostAll(amount);
    }
    if (spec["selector"])
        checkLabelSelector(spec["selector"]);
    if (const Field policy = spec["unhealthyPodEvictionPolicy"])
        policy.requireOneOf({"AlwaysAllow", "IfHealthyBudget"});
}

} // namespace skiff::apiserver::validation
