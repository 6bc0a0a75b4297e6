#pragma once

#include "cluster/kubelet/streaming/pod_dialer.h"
#include "cluster/net/websocket/connection.h"

#include <vector>

namespace skiff::kubelet {

/// Serves port-forward in the words of "v4.channel.k8s.io" until the client or every port has
/// closed: port number i has channel 2i for data and 2i+1 for the text of an error; the first message
/// on each is the port itself, two bytes, low byte first. One connection into the pod for each port.
void forwardOverWebSocket(std::shared_ptr<net::websocket::Connection> client, std::vector<uint16_t> ports,
                          const PodDialer& dialer);

} // namespace skiff::kubelet
