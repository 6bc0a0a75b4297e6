#pragma once

#include "cluster/base/result.h"

#include <QString>

#include <string_view>
#include <vector>

namespace skiff::model {

/// A pod of a node that is to be drained.
struct DrainPod
{
    enum class Verdict
    {
        Evict,
        DaemonSet, ///< stays: it would come back at once
        Mirror,    ///< stays: the node's own
        Finished,  ///< deleted: nothing runs any more
    };

    QString nameSpace;
    QString name;
    QString uid;
    Verdict verdict = Verdict::Evict;
    bool unmanaged = false; ///< nobody makes another
    bool localData = false; ///< loses an emptyDir

    QString words() const { return nameSpace + QLatin1Char('/') + name; }
};

/// What becomes of each pod of a node, from the list of its pods; in kubectl drain's sense.
Result<std::vector<DrainPod>> decodeDrainPlan(std::string_view podList);

} // namespace skiff::model
