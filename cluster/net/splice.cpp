#include "cluster/net/splice.h"

#include <string>
#include <utility>

namespace skiff::net {

namespace {

/// Sends a copy of `bytes` on; `from` waits until it has left. `from` is held weakly: its own
/// callbacks hold the other side, and that must not come round to itself.
template <class Stream>
void moveOn(const std::weak_ptr<Stream>& from, Stream& to, std::string_view bytes)
{
    if (const auto source = from.lock())
        source->pause();
    to.send(SharedBytes::of(std::string(bytes)), [from] {
        if (const auto source = from.lock())
            source->resume();
    });
}

void pump(const std::shared_ptr<ByteStream>& from, const std::shared_ptr<ByteStream>& to)
{
    from->start([from = std::weak_ptr(from), to](std::string_view bytes) { moveOn(from, *to, bytes); },
                [to] { to->close(); });
}

void pump(const std::shared_ptr<Duplex>& from, const std::shared_ptr<Duplex>& to, std::function<void()> ended)
{
    // Either callback may be the first, and none comes after onClosed.
    const auto tellOnce = [ended = std::make_shared<std::function<void()>>(std::move(ended))] {
        if (const auto tell = std::exchange(*ended, nullptr))
            tell();
    };
    Duplex::Events events;
    events.onData = [from = std::weak_ptr(from), to](std::string_view bytes) {
        moveOn(from, *to, bytes);
    };
    events.onEnd = [to, tellOnce] {
        to->finish();
        tellOnce();
    };
    events.onClosed = [to, tellOnce](const Status& status) {
        // A clean end has been passed on by onEnd already; the rest of `to` takes its time.
        if (!status.ok())
            to->close();
        tellOnce();
    };
    from->start(std::move(events));
}

} // namespace

void splice(const std::shared_ptr<ByteStream>& one, const std::shared_ptr<ByteStream>& other)
{
    pump(one, other);
    pump(other, one);
}

void splice(const std::shared_ptr<Duplex>& one, const std::shared_ptr<Duplex>& other, std::function<void()> otherEnded)
{
    pump(one, other, {});
    pump(other, one, std::move(otherEnded));
}

} // namespace skiff::net
