#include "cluster/controllers/deployment/rollout.h"

#include <algorithm>

namespace skiff::controllers {

bool scaleUpCurrent(Rollout& rollout)
{
    RolloutSet& current = *rollout.current;
    if (current.replicas >= rollout.replicas)
        return rollout.scale(current, rollout.replicas);
    const int64_t room = rollout.maxReplicas() - rollout.sumReplicas();
    if (room <= 0)
        return rollout.scale(current, current.replicas);
    return rollout.scale(current, current.replicas + std::min(room, rollout.replicas - current.replicas));
}

namespace {

/// Replicas of old sets that do not serve go first: they cost no availability.
int64_t dropUnhealthy(Rollout& rollout, int64_t most)
{
    int64_t dropped = 0;
    for (RolloutSet& set : rollout.old) {
        if (dropped >= most)
            break;
        if (set.replicas == 0 || set.replicas == set.availableReplicas)
            continue;
        const int64_t count = std::min(most - dropped, set.replicas - set.availableReplicas);
        if (count <= 0)
            continue;
        rollout.scale(set, set.replicas - count);
        dropped += count;
    }
    return dropped;
}

int64_t dropAvailable(Rollout& rollout, int64_t minAvailable)
{
    int64_t available = 0;
    for (const RolloutSet* set : rollout.all())
        available += set->availableReplicas;
    const int64_t most = available - minAvailable;
    int64_t dropped = 0;
    for (RolloutSet& set : rollout.old) {
        if (dropped >= most)
            break;
        const int64_t count = std::min(set.replicas, most - dropped);
        if (count <= 0)
            continue;
        rollout.scale(set, set.replicas - count);
        dropped += count;
    }
    return dropped;
}

} // namespace

bool scaleDownOld(Rollout& rollout)
{
    int64_t oldReplicas = 0;
    for (const RolloutSet& set : rollout.old)
        oldReplicas += set.replicas;
    if (oldReplicas == 0)
        return false;
    const int64_t minAvailable = rollout.replicas - rollout.limits.maxUnavailable;
    const int64_t currentUnavailable = rollout.current->replicas - rollout.current->availableReplicas;
    const int64_t most = rollout.sumReplicas() - minAvailable - currentUnavailable;
    if (most <= 0)
        return false;
    const int64_t unhealthy = dropUnhealthy(rollout, most);
    return unhealthy + dropAvailable(rollout, minAvailable) > 0;
}

} // namespace skiff::controllers
