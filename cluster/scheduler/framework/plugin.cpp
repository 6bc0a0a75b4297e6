#include "cluster/scheduler/framework/plugin.h"

#include <algorithm>

namespace skiff::scheduler {

void normaliseByLargest(std::vector<int64_t>& scores, bool reverse)
{
    const int64_t largest = scores.empty() ? 0 : *std::max_element(scores.begin(), scores.end());
    for (int64_t& score : scores) {
        score = largest == 0 ? 0 : score * ScorePlugin::best / largest;
        if (reverse)
            score = ScorePlugin::best - score;
    }
}

} // namespace skiff::scheduler
