#pragma once

#include "cluster/apiserver/request_context.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace skiff::apiserver {

/// The endpoints of the API that are no plain reading and writing of stored objects: reviews,
/// bindings, tokens, logs, ... Filled once; then any thread.
class SpecialEndpoints
{
public:
    using Handler = std::function<void(const ContextPtr&)>;

    /// `what` is "GROUP/PLURAL" or "GROUP/PLURAL/SUBRESOURCE"; `verb` as in RequestInfo, or "*" for all.
    void add(std::string what, std::string verb, Handler handler)
    {
        m_handlers[{std::move(what), std::move(verb)}] = std::move(handler);
    }
    const Handler* find(const RequestInfo& info) const;

private:
    std::map<std::pair<std::string, std::string>, Handler> m_handlers;
};

} // namespace skiff::apiserver
