#include "cluster/apiserver/node/upgrade_join.h"

#include "cluster/apiserver/node/pod_log.h"
#include "cluster/base/log.h"
#include "cluster/net/splice.h"

#include <strings.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

/// Who asks and how the connection is framed is our business alone.
constexpr const char* ownHeaders[] = {"Host", "Content-Length", "Transfer-Encoding", "Authorization", "Cookie"};

bool isOwn(const std::string& name)
{
    return std::any_of(std::begin(ownHeaders), std::end(ownHeaders),
                       [&](const char* own) { return strcasecmp(name.c_str(), own) == 0; }) ||
           strncasecmp(name.c_str(), "Impersonate-", 12) == 0;
}

} // namespace

net::Headers passedHeaders(const net::Headers& headers)
{
    net::Headers passed;
    for (const auto& [name, value] : headers)
        if (!isOwn(name))
            passed.add(name, value);
    return passed;
}

void joinUpgraded(const ContextPtr& request, net::Upgraded upgraded)
{
    if (!upgraded.stream)
        return request->fail(fromKubelet(upgraded.response.status,
                                         upgraded.response.body ? *upgraded.response.body : std::string()));
    const auto exchange = request->takeOver(101);
    if (!exchange)
        return upgraded.stream->close();
    const auto client = exchange->upgrade(passedHeaders(upgraded.response.headers));
    if (!client.ok()) {
        log::warning("apiserver", "cannot switch protocols: {}", client.error().message);
        return upgraded.stream->close();
    }
    net::splice(*client, upgraded.stream);
}

} // namespace skiff::apiserver
