#pragma once

#include "app/model/resource_kind.h"
#include "cluster/base/result.h"
#include "cluster/client/transport.h"

#include <QStringList>

#include <string_view>
#include <vector>

namespace skiff::model {

/// A former or the present pod template of a workload.
struct Revision
{
    qint64 number = 0;
    QString name;    ///< of the ReplicaSet or ControllerRevision that keeps it
    QString cause;   ///< kubernetes.io/change-cause, may be empty
    QString created; ///< RFC 3339
    QStringList images;
    QString yaml;      ///< of the template, as a person reads it
    std::string patch; ///< what brings the workload back to it
    bool current = false;
};

/// The query of what keeps a workload's revisions: its ReplicaSets, or its ControllerRevisions.
client::ApiRequest listRevisions(const ObjectRef& workload);

/// The newest first. `workload` is the object's JSON, `list` the answer to listRevisions(); what others own is left
/// out.
Result<std::vector<Revision>> decodeRevisions(std::string_view workload, std::string_view list);

/// The write that rolls back.
client::ApiRequest rollBack(const ObjectRef& workload, const Revision& revision);

} // namespace skiff::model
