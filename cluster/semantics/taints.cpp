#include "cluster/semantics/taints.h"

#include <algorithm>

namespace skiff::semantics {

bool tolerates(const api::TolerationView& toleration, std::string_view key, std::string_view value,
               std::string_view effect)
{
    if (!toleration.effect().empty() && toleration.effect() != effect)
        return false;
    if (!toleration.key().empty() && toleration.key() != key)
        return false;
    const std::string_view op = toleration.operator_();
    if (op == "Exists")
        return true;
    // An empty key needs Exists.
    return (op.empty() || op == "Equal") && !toleration.key().empty() && toleration.value() == value;
}

api::TaintView firstUntolerated(const api::ListView<api::TaintView>& taints, const Tolerations& tolerations)
{
    for (const api::TaintView each : taints) {
        if (each.effect() != "NoSchedule" && each.effect() != "NoExecute")
            continue;
        if (std::none_of(tolerations.begin(), tolerations.end(), [&](const api::TolerationView& toleration) {
                return tolerates(toleration, each.key(), each.value(), each.effect());
            }))
            return each;
    }
    return {};
}

std::optional<Duration> stayDespiteTaints(const api::ListView<api::TaintView>& taints, const Tolerations& tolerations)
{
    std::optional<Duration> stay;
    for (const api::TaintView each : taints) {
        if (each.effect() != "NoExecute")
            continue;
        bool tolerated = false;
        for (const api::TolerationView toleration : tolerations) {
            if (!tolerates(toleration, each.key(), each.value(), each.effect()))
                continue;
            tolerated = true;
            if (const auto seconds = toleration.tolerationSeconds()) {
                const Duration limit = std::chrono::seconds(std::max<int64_t>(0, *seconds));
                stay = stay ? std::min(*stay, limit) : limit;
            }
        }
        if (!tolerated)
            return Duration::zero();
    }
    return stay;
}

} // namespace skiff::semantics
