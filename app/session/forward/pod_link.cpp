#include "app/session/forward/pod_link.h"

#include "app/session/forward/channel_link.h"
#include "app/session/forward/spdy_link.h"

namespace skiff::session {

std::unique_ptr<PodLink> makePodLink(ForwardProtocol protocol, const QNetworkRequest& request, int port)
{
    if (protocol == ForwardProtocol::Channels)
        return std::make_unique<ChannelLink>(request);
    return std::make_unique<SpdyLink>(request, port, protocol == ForwardProtocol::Tunnel);
}

} // namespace skiff::session
