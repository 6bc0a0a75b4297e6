#pragma once

#include "app/model/health.h"
#include "app/model/resource_kind.h"
#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace skiff::model {

/// Something that is wrong, in one sentence that says why.
struct Trouble
{
    ObjectRef object;
    Health health = Health::Bad;
    QString words;
    WallTime since; ///< epoch: unknown
};

/// Warnings that say the same about one object or its like.
struct WarningGroup
{
    QString reason;
    QString message; ///< of the newest
    ObjectRef object;
    qint64 count = 0;
    int objects = 0; ///< how many it is about
    WallTime last;
};

/// Something that happened on purpose.
struct RecentChange
{
    ObjectRef object;
    QString words;
    WallTime at;
};

/// What there is and what is asked for.
struct Capacity
{
    qint64 milliCpu = 0;
    qint64 milliCpuRequested = 0;
    qint64 memory = 0; ///< bytes
    qint64 memoryRequested = 0;
    qint64 pods = 0;
    qint64 podsPresent = 0;
};

/// What the overview page shows. Filled piece by piece from lists of the API; plain values, no I/O.
struct Overview
{
    std::vector<Trouble> troubles; ///< the worst first
    std::vector<WarningGroup> warnings;
    std::vector<RecentChange> changes;
    Capacity capacity;
    int nodes = 0;
    int nodesReady = 0;
    int podsRunning = 0;

    /// Adds another part of the same cluster.
    void add(const Overview& part);
};

/// Why a pod is not well, or nothing. `pod` is one object's JSON.
std::optional<Trouble> podTrouble(std::string_view pod, WallTime now);

/// Adds what one list (of pods, nodes, claims or events) tells; with a `continue` token in it, more follows.
Status addPods(Overview& overview, std::string_view list, WallTime now);
Status addNodes(Overview& overview, std::string_view list);
Status addClaims(Overview& overview, std::string_view list);
Status addEvents(Overview& overview, std::string_view list);
/// Sorts what has been added.
void finish(Overview& overview);

} // namespace skiff::model
