#include "cluster/machine/init_event.h"

namespace skiff::machine {

std::string_view takeWord(std::string_view& text)
{
    const size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    return word;
}

std::optional<BootEvent> parseInitEvent(std::string_view node, std::string_view rest)
{
    using Kind = BootEvent::Kind;
    const std::string_view word = takeWord(rest);
    BootEvent event;
    event.node = node;
    if (word == "started")
        event.kind = Kind::ServiceStarted;
    else if (word == "ready")
        event.kind = Kind::ServiceReady;
    else if (word == "exited")
        event.kind = Kind::ServiceExited;
    else
        return std::nullopt;
    event.service = takeWord(rest);
    takeWord(rest); // milliseconds
    event.detail = rest;
    return event;
}

} // namespace skiff::machine
