#pragma once

#include "cluster/base/executor.h"
#include "cluster/kubelet/streaming/pod_dialer.h"
#include "cluster/net/http.h"

namespace skiff::kubelet {

/// Serves "portforward.k8s.io" on an upgraded connection until it closes: for each connection the
/// client opens two streams, "error" and "data", with one requestid and the port. Data goes both ways,
/// each ending on its own; text on the error stream says why there is no connection.
void forwardOverSpdy(std::shared_ptr<net::ByteStream> connection, std::shared_ptr<const PodDialer> dialer,
                     Executor& timers);

} // namespace skiff::kubelet
