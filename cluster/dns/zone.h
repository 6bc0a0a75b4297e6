#pragma once

#include "cluster/dns/message.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace skiff::dns {

/// A named port of a service.
struct ServicePort
{
    std::string name;
    std::string protocol; ///< "tcp", "udp", "sctp"
    uint16_t port = 0;
};

/// One address behind a headless service.
struct ServiceEndpoint
{
    std::string address;
    std::string hostname;         ///< empty: the address with dashes
    std::vector<ServicePort> ports;
};

/// What DNS needs to know of one service.
struct ServiceRecord
{
    std::string nameSpace;
    std::string name;
    std::vector<std::string> clusterAddresses; ///< empty for headless and ExternalName
    std::string externalName;                  ///< ExternalName services only
    std::vector<ServicePort> ports;
    std::vector<ServiceEndpoint> endpoints;    ///< of headless services
};

/// The cluster domain as tables: services in, answers out. Immutable, so that a snapshot serves
/// any thread. Names and shapes of records follow Kubernetes' "DNS-Based Service Discovery"
/// specification, version 1.1.0.
class Zone
{
public:
    /// `domain` is "cluster.local"; `serial` goes into SOA.
    Zone(std::string domain, std::vector<ServiceRecord> services, std::set<std::string> nameSpaces, uint32_t serial);

    /// The answer when the question is about the cluster domain or the reverse name of one of its
    /// addresses; nothing when somebody else must be asked.
    std::optional<Answer> answer(const Question& question) const;

    static constexpr uint32_t TtlSeconds = 5;

private:
    using Labels = std::vector<std::string_view>; ///< from the right: "svc", "default", "web", ...

    bool inDomain(std::string_view name) const;
    Answer answerService(const Question& question, const Labels& labels) const;
    Answer answerHeadless(const Question& question, const ServiceRecord& service, std::string_view host) const;
    Answer answerSrv(const Question& question, const ServiceRecord& service, std::string_view port,
                     std::string_view protocol) const;
    Answer answerPod(const Question& question, const Labels& labels) const;
    Answer noSuchName() const;
    Answer finish(Answer answer) const;
    std::string serviceName(const ServiceRecord& service) const;
    Record soa() const;

    std::string m_domain;
    uint32_t m_serial;
    std::map<std::pair<std::string, std::string>, ServiceRecord, std::less<>> m_services; ///< by namespace, name
    std::set<std::string> m_nameSpaces;
    std::map<std::string, std::string> m_reverse; ///< address → name
};

} // namespace skiff::dns
