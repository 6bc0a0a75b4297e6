#include "cluster/dns/zone_source.h"

#include "cluster/api/views/endpoint_slice.h"
#include "cluster/api/views/service.h"

#include <algorithm>

namespace skiff::dns {

namespace {

using namespace std::chrono_literals;

/// How long changes are gathered before a new zone is made.
constexpr Duration Gather = 20ms;
constexpr std::string_view ServiceNameLabel = "kubernetes.io/service-name";

using ServiceKey = std::pair<std::string, std::string>;

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return result;
}

std::vector<ServiceEndpoint> endpointsOf(const api::EndpointSliceView& slice, bool publishNotReady)
{
    std::vector<ServicePort> ports;
    for (const api::DiscoveryEndpointPortView port : slice.ports())
        ports.push_back({std::string(port.name()), lowered(port.protocol()), uint16_t(port.port().value_or(0))});
    std::vector<ServiceEndpoint> endpoints;
    for (const api::EndpointView endpoint : slice.endpoints()) {
        // Conditions left out mean ready.
        const bool ready = !endpoint.conditions().hasReady() || endpoint.conditions().ready();
        if (!ready && !publishNotReady)
            continue;
        for (const std::string_view address : endpoint.addresses())
            endpoints.push_back({std::string(address), std::string(endpoint.hostname()), ports});
    }
    return endpoints;
}

ServiceRecord recordOf(const client::Object& object)
{
    const api::ServiceView service(object.root());
    ServiceRecord record{.nameSpace = object.ns(), .name = object.name()};
    for (const api::ServicePortView port : service.spec().ports())
        record.ports.push_back(
            {std::string(port.name()), lowered(port.protocol()), uint16_t(port.port().value_or(0))});
    if (service.spec().type() == "ExternalName") {
        record.externalName = lowered(service.spec().externalName());
        return record;
    }
    for (const std::string_view address : service.spec().clusterIPs())
        if (address != "None")
            record.clusterAddresses.emplace_back(address);
    return record;
}

} // namespace

ZoneSource::ZoneSource(client::InformerFactory& informers, std::string domain)
    : m_informers(informers), m_services(informers.informer(client::resources::services)),
      m_slices(informers.informer(client::resources::endpointSlices)),
      m_namespaces(informers.metadataInformer(client::resources::namespaces)), m_domain(std::move(domain))
{}

void ZoneSource::start()
{
    for (client::Informer* informer : {&m_services, &m_slices, &m_namespaces})
        m_subscriptions.push_back(
            informer->subscribe(client::Listener::forAll([this](const client::ObjectPtr&) { changed(); })));
    m_informers.whenSynced({&m_services, &m_slices, &m_namespaces}, [this] { rebuild(); });
}

std::shared_ptr<const Zone> ZoneSource::zone() const
{
    const MutexLock lock(m_mutex);
    return m_zone;
}

void ZoneSource::changed()
{
    if (m_pending || !m_services.isSynced() || !m_slices.isSynced() || !m_namespaces.isSynced())
        return;
    m_pending = true;
    m_rebuild = m_informers.executor().postAfter(Gather, [this] {
        m_pending = false;
        rebuild();
    });
}

void ZoneSource::rebuild()
{
    // Only headless services need their endpoints.
    std::map<ServiceKey, std::pair<ServiceRecord, bool>> headless;
    std::vector<ServiceRecord> records;
    for (const client::ObjectPtr& object : m_services.cache().list()) {
        ServiceRecord record = recordOf(*object);
        if (record.clusterAddresses.empty() && record.externalName.empty()) {
            const bool all = api::ServiceView(object->root()).spec().publishNotReadyAddresses();
            headless.emplace(ServiceKey(record.nameSpace, record.name), std::make_pair(std::move(record), all));
        } else {
            records.push_back(std::move(record));
        }
    }
    if (!headless.empty()) {
        for (const client::ObjectPtr& object : m_slices.cache().list()) {
            const ServiceKey key(object->ns(), object->labels()[ServiceNameLabel].asString());
            const auto service = headless.find(key);
            if (service == headless.end())
                continue;
            auto endpoints = endpointsOf(api::EndpointSliceView(object->root()), service->second.second);
            std::move(endpoints.begin(), endpoints.end(), std::back_inserter(service->second.first.endpoints));
        }
    }
    for (auto& [key, service] : headless)
        records.push_back(std::move(service.first));
    std::set<std::string> nameSpaces;
    for (const client::ObjectPtr& object : m_namespaces.cache().list())
        nameSpaces.insert(object->name());
    auto zone = std::make_shared<const Zone>(m_domain, std::move(records), std::move(nameSpaces), ++m_serial);
    const MutexLock lock(m_mutex);
    m_zone = std::move(zone);
}

} // namespace skiff::dns
