#pragma once

#include "tests/bench/apiserver/connection.h"

namespace skiff::bench {

class ServerProcess;

struct FanOut
{
    double burstSeconds = 0; ///< first create to last event at the last watcher
    double cpuPerEvent = 0;  ///< server CPU seconds for each event of each watcher in the burst
    double p50 = 0;          ///< seconds from a create being sent to its event at a watcher, paced
    double p99 = 0;
};
/// `watchers` connections watch one namespace's config maps while `events` are created: first all
/// at once, then one every 20 ms.
FanOut measureFanOut(ServerProcess& server, const TlsFiles& tls, int watchers, int events);

} // namespace skiff::bench
