#include "cluster/apiserver/node/node_connection.h"

#include "cluster/base/log.h"
#include "cluster/data/document.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr int64_t kubeletPort = 10250;

std::string_view addressOf(data::Node node)
{
    std::string_view other;
    for (const data::Node address : node["status"]["addresses"]) {
        if (address["type"].asString() == "InternalIP")
            return address["address"].asString();
        other = address["address"].asString();
    }
    return other;
}

} // namespace

NodeConnection::NodeConnection(const Registry& registry, Options options) : m_registry(registry)
{
    net::HttpClient::Options client;
    client.tls = std::move(options.tls);
    auto dialer = net::RestrictedDialer::make(std::make_shared<net::DirectDialer>(), options.ranges);
    if (dialer.ok())
        client.dialer = std::move(dialer).value();
    else
        log::error("apiserver", "ranges of nodes: {}", dialer.error().message);
    m_client = std::make_unique<net::HttpClient>(std::move(client));
}

Outcome<net::Endpoint> NodeConnection::kubeletOf(const StoredObject& pod) const
{
    const auto document = data::Document::parse(std::string(pod.json()));
    const std::string name(document.ok() ? (*document)->root()["spec"]["nodeName"].asString() : std::string_view());
    if (name.empty())
        return badRequest(fmt::format("pod {} does not have a host assigned", pod.name()));
    const ServedResource* nodes = m_registry.find("", "v1", "nodes");
    const ObjectPtr node = nodes->cache.find(nodes->key("", name));
    if (!node)
        return notFound(nodes->resource, name);
    const auto nodeDocument = data::Document::parse(std::string(node->json()));
    if (!nodeDocument.ok())
        return internalError("the node cannot be read");
    const data::Node root = (*nodeDocument)->root();
    const std::string_view address = addressOf(root);
    if (address.empty())
        return unavailable(fmt::format("node {} has no address yet", name));
    const int64_t port = root["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"].asInt().value_or(kubeletPort);
    return net::Endpoint{true, {std::string(address), uint16_t(port), {}}};
}

} // namespace skiff::apiserver
