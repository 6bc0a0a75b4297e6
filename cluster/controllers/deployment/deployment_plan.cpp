#include "cluster/controllers/deployment/deployment_plan.h"

#include "cluster/controllers/deployment/rollout.h"
#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/owner_references.h"

#include <algorithm>

namespace skiff::controllers {

namespace {

std::vector<client::ObjectPtr> claim(const DeploymentObserved& observed, DeploymentPlan& plan)
{
    std::vector<client::ObjectPtr> mine;
    const client::Object& deployment = *observed.deployment;
    const auto selector = semantics::LabelSelector::fromObject(deployment["spec"]["selector"]);
    if (!selector || selector->isEverything())
        return mine;
    for (const client::ObjectPtr& set : observed.replicaSets) {
        const bool matches = selector->matches(set->labels());
        const auto controller = semantics::controllerOf(set->root());
        if (controller && controller.uid() == deployment.uid()) {
            if (matches)
                mine.push_back(set);
            else if (!set->isBeingDeleted() && !deployment.isBeingDeleted())
                plan.release.push_back(set);
        } else if (!controller && matches && !set->isBeingDeleted() && !deployment.isBeingDeleted()) {
            plan.adopt.push_back(set);
            mine.push_back(set);
        }
    }
    return mine;
}

void roll(Rollout& rollout, DeploymentPlan& plan)
{
    syncRevision(rollout, true, plan);
    if (!scaleUpCurrent(rollout) && !scaleDownOld(rollout) && isComplete(rollout))
        cleanUpHistory(rollout, plan);
}

void recreate(Rollout& rollout, const DeploymentObserved& observed, DeploymentPlan& plan)
{
    syncRevision(rollout, false, plan);
    if (scaleOldToZero(rollout))
        return;
    for (const RolloutSet& set : rollout.old)
        if (observed.setsWithPods.count(set.object->uid()))
            return; // the new one waits until the last old pod is gone
    syncRevision(rollout, true, plan);
    rollout.scale(*rollout.current, rollout.replicas);
    if (isComplete(rollout))
        cleanUpHistory(rollout, plan);
}

/// What was decided for the sets, as patches and the object to create.
void writeSets(Rollout& rollout, DeploymentPlan& plan)
{
    for (const RolloutSet* set : rollout.all()) {
        data::Object annotations;
        for (const auto& [key, value] : set->annotations)
            if (!set->object || set->object->annotation(key) != value)
                annotations[key] = value;
        if (!set->object) {
            data::ensureObject(plan.create, {"spec"})["replicas"] = set->replicas;
            data::ensureObject(plan.create, {"metadata"})["annotations"] = std::move(annotations);
            continue;
        }
        const bool isRemoved = std::find(plan.remove.begin(), plan.remove.end(), set->object) != plan.remove.end();
        data::Object spec;
        if (set->replicas != set->specReplicas)
            spec["replicas"] = set->replicas;
        if (set->minReadySeconds != (*set->object)["spec"]["minReadySeconds"].asInt().value_or(0))
            spec["minReadySeconds"] = set->minReadySeconds;
        // Annotations of old sets only follow their size.
        if (isRemoved || (annotations.empty() && spec.empty()))
            continue;
        data::Value patch{{"metadata", {{"resourceVersion", set->object->resourceVersion()}}}};
        if (!annotations.empty())
            data::ensureObject(patch, {"metadata"})["annotations"] = std::move(annotations);
        if (!spec.empty())
            patch.as_object()["spec"] = std::move(spec);
        plan.change.push_back({set->object, std::move(patch)});
    }
}

} // namespace

DeploymentPlan reconcileDeployment(const DeploymentObserved& observed, WallTime now)
{
    DeploymentPlan plan;
    Rollout rollout = makeRollout(observed.deployment, claim(observed, plan), now);
    if (observed.deployment->isBeingDeleted()) {
        syncStatus(rollout, false, plan);
        return plan;
    }
    syncPausedCondition(rollout);
    if (rollout.deployment.spec().paused() || (rollout.isRolling() && isScalingEvent(rollout))) {
        syncRevision(rollout, false, plan);
        scaleProportionally(rollout);
        if (rollout.deployment.spec().paused())
            cleanUpHistory(rollout, plan);
        syncStatus(rollout, false, plan);
    } else {
        if (rollout.isRolling())
            roll(rollout, plan);
        else
            recreate(rollout, observed, plan);
        syncStatus(rollout, true, plan);
    }
    writeSets(rollout, plan);
    plan.scalings = std::move(rollout.scalings);
    return plan;
}

data::Value countCollision(const client::Object& deployment)
{
    const int64_t before = deployment["status"]["collisionCount"].asInt().value_or(0);
    return {{"status", {{"collisionCount", before + 1}}}};
}

} // namespace skiff::controllers
