#include "cluster/controllers/replicaset/replica_set_plan.h"

#include "cluster/api/views/replica_set.h"
#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/owner_references.h"
#include "cluster/semantics/pod.h"

#include <algorithm>
#include <map>

namespace skiff::controllers {

namespace {

/// Bounds what one pass creates or deletes.
constexpr int64_t burst = 500;

struct Claimed
{
    std::vector<client::ObjectPtr> mine;
    std::vector<client::ObjectPtr> adopt;
    std::vector<client::ObjectPtr> release;
};

Claimed claim(const ReplicaSetObserved& observed, const semantics::LabelSelector& selector)
{
    Claimed claimed;
    const client::Object& set = *observed.replicaSet;
    for (const client::ObjectPtr& pod : observed.pods) {
        const bool matches = selector.matches(pod->labels());
        const auto controller = semantics::controllerOf(pod->root());
        if (controller) {
            if (controller.uid() != set.uid())
                continue;
            if (matches)
                claimed.mine.push_back(pod);
            else if (!pod->isBeingDeleted() && !set.isBeingDeleted())
                claimed.release.push_back(pod);
        } else if (matches && !set.isBeingDeleted() && semantics::isActive(api::PodView(pod->root()))) {
            claimed.adopt.push_back(pod);
            claimed.mine.push_back(pod);
        }
    }
    return claimed;
}

std::vector<client::ObjectPtr> chooseSurplus(std::vector<client::ObjectPtr> active, size_t count)
{
    if (count < active.size()) {
        std::map<std::string_view, int> perNode;
        for (const client::ObjectPtr& pod : active)
            ++perNode[(*pod)["spec"]["nodeName"].asString()];
        std::stable_sort(active.begin(), active.end(), [&](const client::ObjectPtr& a, const client::ObjectPtr& b) {
            const api::PodView left(a->root());
            const api::PodView right(b->root());
            return semantics::deleteBefore(left, perNode[left.spec().nodeName()], right,
                                           perNode[right.spec().nodeName()]);
        });
        active.resize(count);
    }
    return active;
}

} // namespace

ReplicaSetPlan reconcileReplicaSet(const ReplicaSetObserved& observed, WallTime now)
{
    ReplicaSetPlan plan;
    const api::ReplicaSetView set(observed.replicaSet->root());
    const auto selector = semantics::LabelSelector::fromObject(set.spec().selector().node());
    if (!selector || selector->isEverything())
        return plan; // validation does not let such a set be stored
    Claimed claimed = claim(observed, *selector);
    plan.adopt = std::move(claimed.adopt);
    plan.release = std::move(claimed.release);

    const auto templateLabels = semantics::LabelSelector::fromMap(set.spec().template_().metadata().labels().node());
    const Duration minReady = std::chrono::seconds(set.spec().minReadySeconds().value_or(0));
    int64_t labelled = 0;
    int64_t ready = 0;
    int64_t available = 0;
    std::vector<client::ObjectPtr> active;
    for (const client::ObjectPtr& object : claimed.mine) {
        const api::PodView pod(object->root());
        if (!semantics::isActive(pod))
            continue;
        active.push_back(object);
        labelled += templateLabels.matches(object->labels());
        ready += semantics::isReady(pod);
        if (semantics::isAvailable(pod, minReady, now)) {
            ++available;
        } else if (const Duration wait = semantics::timeUntilAvailable(pod, minReady, now); wait > Duration::zero()) {
            plan.again = std::min(plan.again.value_or(wait), wait);
        }
    }
    const int64_t count = static_cast<int64_t>(active.size());
    plan.surplusOrMissing = count - set.spec().replicas().value_or(1);
    if (observed.expectationsMet && !observed.replicaSet->isBeingDeleted()) {
        if (plan.surplusOrMissing < 0)
            plan.create = std::min(-plan.surplusOrMissing, burst);
        else if (plan.surplusOrMissing > 0)
            plan.remove = chooseSurplus(std::move(active), static_cast<size_t>(std::min(plan.surplusOrMissing, burst)));
    }
    plan.status = {{"replicas", count},
                   {"fullyLabeledReplicas", labelled},
                   {"readyReplicas", ready},
                   {"availableReplicas", available},
                   {"observedGeneration", observed.replicaSet->generation()}};
    return plan;
}

data::Value podFromTemplate(const client::Object& replicaSet)
{
    const data::Node podTemplate = replicaSet["spec"]["template"];
    data::Value pod{{"metadata", {{"generateName", replicaSet.name() + "-"}}}};
    data::Object& metadata = data::ensureObject(pod, {"metadata"});
    for (const char* copied : {"labels", "annotations", "finalizers"})
        if (const data::Node value = podTemplate["metadata"][copied]; value && !value.isNull())
            metadata[copied] = value.toValue();
    metadata["ownerReferences"] =
        data::Array{semantics::controllerReference(replicaSet.root(), "apps/v1", "ReplicaSet")};
    pod.as_object()["spec"] = podTemplate["spec"].toValue();
    return pod;
}

data::Value replicaSetConditions(const client::Object& replicaSet, const std::optional<ReplicaFailure>& failure,
                                 WallTime now)
{
    data::Array conditions;
    bool kept = false;
    for (const data::Node condition : replicaSet["status"]["conditions"]) {
        if (condition["type"].asString() == "ReplicaFailure") {
            if (!failure || condition["reason"].asString() != failure->reason)
                continue;
            kept = true; // the time of the first failure stays
        }
        conditions.push_back(condition.toValue());
    }
    if (failure && !kept)
        conditions.push_back({{"type", "ReplicaFailure"},
                              {"status", "True"},
                              {"lastTransitionTime", formatTime(now)},
                              {"reason", failure->reason},
                              {"message", failure->message}});
    return conditions;
}

} // namespace skiff::controllers
