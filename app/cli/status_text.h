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

/// The address at which this machine reaches the node: its own, or 127.0.0.1 where ports are forwarded.
std::string reachedAt(const machine::Profile& profile, const machine::NodeRecord& node);

/// "Ready", "running, not Ready", "paused" or "stopped".
QString nodeState(const machine::ClusterStatus& status, const machine::NodeRecord& node);

/// "paused", "running", "starting" (up, but not all answers yet), "degraded" (some nodes are down) or "stopped".
QString stateName(const machine::ClusterStatus& status);

} // namespace skiff::cli
