#include "cluster/controllers/deployment/rollout.h"

namespace skiff::controllers {

bool scaleOldToZero(Rollout& rollout)
{
    bool scaled = false;
    for (RolloutSet& set : rollout.old)
        if (set.replicas > 0)
            scaled = rollout.scale(set, 0) || scaled;
    return scaled;
}

} // namespace skiff::controllers
