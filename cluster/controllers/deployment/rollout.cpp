#include "cluster/controllers/deployment/rollout.h"

#include "cluster/semantics/pod_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace skiff::controllers {

RolloutSet RolloutSet::of(const client::ObjectPtr& object)
{
    const api::ReplicaSetView view(object->root());
    RolloutSet set;
    set.object = object;
    set.name = object->name();
    set.replicas = set.specReplicas = view.spec().replicas().value_or(1);
    set.currentReplicas = view.status().replicas().value_or(0);
    set.readyReplicas = view.status().readyReplicas().value_or(0);
    set.availableReplicas = view.status().availableReplicas().value_or(0);
    set.minReadySeconds = view.spec().minReadySeconds().value_or(0);
    return set;
}

std::string_view RolloutSet::annotation(std::string_view key) const
{
    if (const auto found = annotations.find(key); found != annotations.end())
        return found->second;
    return object ? object->annotation(key) : std::string_view();
}

std::string_view RolloutSet::creationTimestamp() const
{
    return object ? object->metadata()["creationTimestamp"].asString() : std::string_view();
}

int64_t RolloutSet::revision() const
{
    const std::string_view text = annotation(deployment_annotations::revision);
    int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool Rollout::hasProgressDeadline() const
{
    constexpr int64_t never = 2147483647;
    return deployment.spec().progressDeadlineSeconds().value_or(never) != never;
}

std::vector<RolloutSet*> Rollout::all()
{
    std::vector<RolloutSet*> sets;
    for (RolloutSet& set : old)
        sets.push_back(&set);
    if (current)
        sets.push_back(&*current);
    return sets;
}

int64_t Rollout::sumReplicas()
{
    int64_t sum = 0;
    for (const RolloutSet* set : all())
        sum += set->replicas;
    return sum;
}

bool Rollout::scale(RolloutSet& set, int64_t wanted)
{
    set.annotations[std::string(deployment_annotations::desiredReplicas)] = std::to_string(replicas);
    set.annotations[std::string(deployment_annotations::maxReplicas)] = std::to_string(maxReplicas());
    if (wanted == set.replicas)
        return false;
    scalings.push_back(fmt::format("Scaled {} replica set {} from {} to {}", wanted > set.replicas ? "up" : "down",
                                   set.name, set.replicas, wanted));
    set.replicas = wanted;
    return true;
}

Rollout makeRollout(const client::ObjectPtr& deployment, const std::vector<client::ObjectPtr>& sets, WallTime now)
{
    Rollout rollout;
    rollout.object = deployment;
    rollout.deployment = api::DeploymentView(deployment->root());
    rollout.now = now;
    const auto spec = rollout.deployment.spec();
    rollout.replicas = spec.replicas().value_or(1);
    if (rollout.isRolling())
        rollout.limits = semantics::rollingLimits(spec.strategy().rollingUpdate().maxSurge(),
                                                  spec.strategy().rollingUpdate().maxUnavailable(), rollout.replicas);
    rollout.templateText = semantics::canonicalPodTemplate(spec.template_().node());
    for (const client::ObjectPtr& set : sets)
        rollout.old.push_back(RolloutSet::of(set));
    std::sort(rollout.old.begin(), rollout.old.end(), [](const RolloutSet& a, const RolloutSet& b) {
        return std::pair(a.creationTimestamp(), std::string_view(a.name)) <
               std::pair(b.creationTimestamp(), std::string_view(b.name));
    });
    // Of several sets with the template (there should be one) the oldest counts.
    const auto current = std::find_if(rollout.old.begin(), rollout.old.end(), [&](const RolloutSet& set) {
        return semantics::canonicalPodTemplate((*set.object)["spec"]["template"]) == rollout.templateText;
    });
    if (current != rollout.old.end()) {
        rollout.current = std::move(*current);
        rollout.old.erase(current);
    }
    for (const data::Node condition : (*deployment)["status"]["conditions"])
        rollout.conditions.push_back(condition.toValue());
    return rollout;
}

} // namespace skiff::controllers
