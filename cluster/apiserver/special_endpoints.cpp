#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

const SpecialEndpoints::Handler* SpecialEndpoints::find(const RequestInfo& info) const
{
    std::string what = info.group + "/" + info.resource;
    if (!info.subresource.empty())
        what += "/" + info.subresource;
    for (const std::string& verb : {info.verb, std::string("*")})
        if (const auto found = m_handlers.find({what, verb}); found != m_handlers.end())
            return &found->second;
    return nullptr;
}

} // namespace skiff::apiserver
