#pragma once

#include "cluster/machine/cluster_life.h"

#include <QJsonObject>
#include <QString>

namespace skiff::cli {

/// What `status -o json` prints, and `start -o json` at its end.
QJsonObject statusObject(const machine::ClusterStatus& status);

/// The last line of `start -o json`: {"type":"result", "seconds": S} and the status.
QJsonObject resultObject(const machine::ClusterStatus& status, double seconds);

/// The same for people.
QString statusText(const machine::ClusterStatus& status);

/// "running", "starting" (up, but not all answers yet), "degraded" (some nodes are down) or "stopped".
QString stateName(const machine::ClusterStatus& status);

} // namespace skiff::cli
