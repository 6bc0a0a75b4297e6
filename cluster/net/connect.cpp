#include "cluster/net/connect.h"

#include "cluster/net/raw_stream.h"

namespace skiff::net {

void connectStream(LoopGroup& loops, const std::shared_ptr<Dialer>& dialer, const Address& address, Duration timeout,
                   std::function<void(Result<std::shared_ptr<Duplex>>)> done)
{
    const std::shared_ptr<EventLoop> loop = loops.next();
    // The dialer must live until it has answered.
    dialer->dial(address, timeout, loop, [dialer, loop, done = std::move(done)](Result<Socket> socket) {
        if (!socket.ok()) {
            done(std::move(socket).error());
            return;
        }
        const auto stream = std::make_shared<RawStream>(loop);
        stream->adopt(std::make_unique<Channel>(*loop, socket->release()), {}, {}, {});
        done(RawStream::makeDuplex(stream));
    });
}

} // namespace skiff::net
