#include "cluster/controllers/deployment/rollout.h"

#include "cluster/semantics/owner_references.h"
#include "cluster/semantics/pod_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skiff::controllers {

namespace {

using namespace deployment_annotations;

bool isCopied(std::string_view annotation)
{
    return annotation != "kubectl.kubernetes.io/last-applied-configuration" && annotation != revision &&
           annotation != revisionHistory && annotation != desiredReplicas && annotation != maxReplicas;
}

void setAnnotation(RolloutSet& set, std::string_view key, std::string_view value)
{
    if (set.annotation(key) != value || !set.object)
        set.annotations[std::string(key)] = value;
}

/// The deployment's annotations and the next revision; a set that comes back remembers its former ones.
void annotateCurrent(Rollout& rollout, int64_t nextRevision)
{
    RolloutSet& set = *rollout.current;
    for (const auto& [key, value] : rollout.deployment.metadata().annotations())
        if (isCopied(key))
            setAnnotation(set, key, value);
    const int64_t before = set.revision();
    if (before >= nextRevision)
        return;
    if (before > 0) {
        const std::string_view history = set.annotation(revisionHistory);
        setAnnotation(set, revisionHistory,
                      history.empty() ? std::to_string(before) : fmt::format("{},{}", history, before));
    }
    setAnnotation(set, revision, std::to_string(nextRevision));
}

data::Value newReplicaSet(const Rollout& rollout, const std::string& name, const std::string& hash)
{
    const data::Node spec = rollout.deployment.spec().node();
    data::Value podTemplate = spec["template"].toValue();
    data::ensureObject(podTemplate, {"metadata", "labels"})[semantics::podTemplateHashLabel] = hash;
    data::removeAt(podTemplate, {"metadata", "creationTimestamp"});
    data::Value selector = spec["selector"].toValue();
    data::ensureObject(selector, {"matchLabels"})[semantics::podTemplateHashLabel] = hash;
    data::Value labels = *data::find(podTemplate, {"metadata", "labels"});
    data::Value set{{"metadata",
                     {{"name", name},
                      {"namespace", rollout.object->ns()},
                      {"labels", std::move(labels)},
                      {"ownerReferences",
                       data::Array{semantics::controllerReference(rollout.object->root(), "apps/v1", "Deployment")}}}},
                    {"spec", {{"selector", std::move(selector)}, {"template", std::move(podTemplate)}}}};
    if (const auto minReady = rollout.deployment.spec().minReadySeconds().value_or(0); minReady > 0)
        data::ensureObject(set, {"spec"})["minReadySeconds"] = minReady;
    return set;
}

} // namespace

void syncRevision(Rollout& rollout, bool create, DeploymentPlan& plan)
{
    int64_t nextRevision = 1;
    for (const RolloutSet& set : rollout.old)
        nextRevision = std::max(nextRevision, set.revision() + 1);
    if (!rollout.current && !create)
        return;
    if (!rollout.current) {
        const std::string hash =
            semantics::podTemplateHash(rollout.templateText, rollout.deployment.status().collisionCount().value_or(0));
        RolloutSet& set = rollout.current.emplace();
        set.name = rollout.object->name() + "-" + hash;
        plan.create = newReplicaSet(rollout, set.name, hash);
        if (rollout.hasProgressDeadline())
            setProgressing(rollout, "True", "NewReplicaSetCreated",
                           fmt::format("Created new replica set \"{}\"", set.name));
    } else if (rollout.hasProgressDeadline() &&
               std::none_of(rollout.conditions.begin(), rollout.conditions.end(), [](const data::Value& condition) {
                   return data::stringAt(condition, {"type"}) == "Progressing";
               })) {
        setProgressing(rollout, "True", "FoundNewReplicaSet",
                       fmt::format("Found new replica set \"{}\"", rollout.current->name));
    }
    annotateCurrent(rollout, nextRevision);
    rollout.current->minReadySeconds = rollout.deployment.spec().minReadySeconds().value_or(0);
    const std::string_view wanted = rollout.current->annotation(revision);
    if (rollout.object->annotation(revision) != wanted)
        plan.annotations = {{"metadata", {{"annotations", {{revision, wanted}}}}}};
}

bool isScalingEvent(Rollout& rollout)
{
    for (const RolloutSet* set : rollout.all()) {
        if (set->replicas == 0)
            continue;
        const std::string_view desired = set->annotation(desiredReplicas);
        if (!desired.empty() && desired != std::to_string(rollout.replicas))
            return true;
    }
    return false;
}

namespace {

/// How many replicas of a change in size are the share of `set`.
int64_t shareOf(const RolloutSet& set, Rollout& rollout, int64_t change, int64_t added)
{
    if (set.replicas == 0 || change == 0 || change == added)
        return 0;
    int64_t share = -set.replicas;
    if (rollout.replicas > 0) {
        int64_t base = 0;
        const std::string_view text = set.annotation(maxReplicas);
        std::from_chars(text.data(), text.data() + text.size(), base);
        if (base == 0)
            base = rollout.deployment.status().replicas().value_or(0);
        if (base == 0)
            return 0;
        const double size =
            static_cast<double>(set.replicas) * static_cast<double>(rollout.maxReplicas()) / static_cast<double>(base);
        share = std::llround(size) - set.replicas;
    }
    return change > 0 ? std::min(share, change - added) : std::max(share, change - added);
}

bool isSaturated(const Rollout& rollout)
{
    return rollout.current && rollout.current->annotation(desiredReplicas) == std::to_string(rollout.replicas) &&
           rollout.current->replicas == rollout.replicas && rollout.current->availableReplicas == rollout.replicas;
}

void distribute(Rollout& rollout, std::vector<RolloutSet*> active)
{
    const int64_t allowed = rollout.replicas > 0 ? rollout.maxReplicas() : 0;
    const int64_t change = allowed - rollout.sumReplicas();
    // More goes to large sets first, the newer before the older; less is taken from large ones, the older first.
    std::stable_sort(active.begin(), active.end(), [&](const RolloutSet* a, const RolloutSet* b) {
        if (a->replicas != b->replicas)
            return a->replicas > b->replicas;
        return change > 0 ? a->creationTimestamp() > b->creationTimestamp()
                          : a->creationTimestamp() < b->creationTimestamp();
    });
    std::vector<int64_t> sizes;
    int64_t added = 0;
    for (const RolloutSet* set : active) {
        const int64_t share = shareOf(*set, rollout, change, added);
        sizes.push_back(set->replicas + share);
        added += share;
    }
    for (size_t i = 0; i < active.size(); ++i) {
        if (i == 0 && change != 0)
            sizes[i] = std::max<int64_t>(0, sizes[i] + change - added);
        rollout.scale(*active[i], sizes[i]);
    }
}

} // namespace

void scaleProportionally(Rollout& rollout)
{
    std::vector<RolloutSet*> active;
    for (RolloutSet* set : rollout.all())
        if (set->replicas > 0)
            active.push_back(set);
    if (active.size() <= 1) {
        RolloutSet* only = !active.empty() ? active.front() : rollout.current ? &*rollout.current : nullptr;
        if (!only && !rollout.old.empty())
            only = &rollout.old.back();
        if (only)
            rollout.scale(*only, rollout.replicas);
    } else if (isSaturated(rollout)) {
        scaleOldToZero(rollout);
    } else if (rollout.isRolling()) {
        distribute(rollout, std::move(active));
    }
}

void cleanUpHistory(Rollout& rollout, DeploymentPlan& plan)
{
    const auto limit = rollout.deployment.spec().revisionHistoryLimit();
    if (!limit || *limit == 2147483647)
        return;
    std::vector<const RolloutSet*> candidates;
    for (const RolloutSet& set : rollout.old)
        if (!set.object->isBeingDeleted())
            candidates.push_back(&set);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const RolloutSet* a, const RolloutSet* b) { return a->revision() < b->revision(); });
    const int64_t surplus = static_cast<int64_t>(candidates.size()) - *limit;
    for (int64_t i = 0; i < surplus; ++i) {
        const RolloutSet& set = *candidates[static_cast<size_t>(i)];
        const int64_t observed = (*set.object)["status"]["observedGeneration"].asInt().value_or(0);
        if (set.currentReplicas == 0 && set.specReplicas == 0 && set.replicas == 0 &&
            set.object->generation() <= observed)
            plan.remove.push_back(set.object);
    }
}

} // namespace skiff::controllers
