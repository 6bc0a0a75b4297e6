#pragma once

#include "cluster/base/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace skiff::client {

enum class WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error
};

/// One event of a watch; the object's text is valid during the callback.
struct WatchEvent
{
    WatchEventType type;
    std::string_view object;
};

/// Cuts a watch's byte stream into events, whatever the pieces in which it arrives. One thread.
class WatchDecoder
{
public:
    /// Calls `onEvent` for each event that `bytes` completes. InvalidArgument for what is no watch event.
    Status feed(std::string_view bytes, const std::function<void(const WatchEvent&)>& onEvent);

private:
    std::string m_rest; ///< the begin of a line whose end has not come yet
};

} // namespace skiff::client
