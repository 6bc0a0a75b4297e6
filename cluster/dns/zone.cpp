#include "cluster/dns/zone.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace skiff::dns {

namespace {

std::string endpointHost(const ServiceEndpoint& endpoint)
{
    if (!endpoint.hostname.empty())
        return endpoint.hostname;
    std::string host = endpoint.address;
    std::replace_if(host.begin(), host.end(), [](char c) { return c == '.' || c == ':'; }, '-');
    return host;
}

/// Adds the address when the question wants its family.
void addAddress(Answer& answer, const Question& question, const std::string& owner, const std::string& address)
{
    std::string bytes = addressBytes(address);
    const RecordType type = bytes.size() == 16 ? RecordType::Aaaa : RecordType::A;
    if (!bytes.empty() && (question.type == type || question.type == RecordType::Any))
        answer.answers.push_back({.name = owner, .type = type, .ttl = Zone::TtlSeconds, .address = std::move(bytes)});
}

std::vector<std::string_view> labelsFromRight(std::string_view name)
{
    std::vector<std::string_view> labels;
    while (!name.empty()) {
        const size_t dot = name.rfind('.');
        labels.push_back(dot == std::string_view::npos ? name : name.substr(dot + 1));
        name = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
    }
    return labels;
}

/// "10.0.96.10.in-addr.arpa" → "10.96.0.10"; nothing for other names.
std::optional<std::string> reverseAddress(std::string_view name)
{
    constexpr std::string_view suffix = ".in-addr.arpa";
    if (!name.ends_with(suffix))
        return std::nullopt;
    const auto labels = labelsFromRight(name.substr(0, name.size() - suffix.size()));
    if (labels.size() != 4)
        return std::nullopt;
    std::string address;
    for (const std::string_view label : labels)
        address.append(address.empty() ? "" : ".").append(label);
    return address;
}

} // namespace

Zone::Zone(std::string domain, std::vector<ServiceRecord> services, std::set<std::string> nameSpaces, uint32_t serial)
    : m_domain(std::move(domain)), m_serial(serial), m_nameSpaces(std::move(nameSpaces))
{
    for (ServiceRecord& service : services) {
        const std::string name = serviceName(service);
        for (const std::string& address : service.clusterAddresses)
            m_reverse.emplace(address, name);
        for (const ServiceEndpoint& endpoint : service.endpoints)
            m_reverse.emplace(endpoint.address, endpointHost(endpoint) + "." + name);
        m_nameSpaces.insert(service.nameSpace);
        auto key = std::make_pair(service.nameSpace, service.name);
        m_services.insert_or_assign(std::move(key), std::move(service));
    }
}

std::optional<Answer> Zone::answer(const Question& question) const
{
    if (question.recordClass != ClassInternet)
        return std::nullopt;
    if (const auto address = reverseAddress(question.name)) {
        const auto known = m_reverse.find(*address);
        if (known == m_reverse.end())
            return std::nullopt;
        Answer answer;
        if (question.type == RecordType::Ptr || question.type == RecordType::Any)
            answer.answers.push_back(
                {.name = question.name, .type = RecordType::Ptr, .ttl = TtlSeconds, .target = known->second});
        return finish(std::move(answer));
    }
    if (!inDomain(question.name))
        return std::nullopt;
    if (question.name.size() == m_domain.size()) {
        Answer answer;
        if (question.type == RecordType::Soa || question.type == RecordType::Any)
            answer.answers.push_back(soa());
        return finish(std::move(answer));
    }
    const Labels labels =
        labelsFromRight(std::string_view(question.name).substr(0, question.name.size() - m_domain.size() - 1));
    if (labels[0] == "svc")
        return answerService(question, labels);
    if (labels[0] == "pod")
        return answerPod(question, labels);
    if (labels[0] == "dns-version" && labels.size() == 1) {
        Answer answer;
        if (question.type == RecordType::Txt || question.type == RecordType::Any)
            answer.answers.push_back(
                {.name = question.name, .type = RecordType::Txt, .ttl = TtlSeconds, .text = "1.1.0"});
        return finish(std::move(answer));
    }
    return noSuchName();
}

bool Zone::inDomain(std::string_view name) const
{
    return name == m_domain || (name.size() > m_domain.size() && name.ends_with(m_domain) &&
                                name[name.size() - m_domain.size() - 1] == '.');
}

Answer Zone::answerService(const Question& question, const Labels& labels) const
{
    // svc · namespace · service · [host | _protocol · _port]: names on the way exist but hold no records.
    if (labels.size() == 1)
        return finish({});
    if (!m_nameSpaces.contains(std::string(labels[1])))
        return noSuchName();
    if (labels.size() == 2)
        return finish({});
    const auto found = m_services.find(std::make_pair(std::string(labels[1]), std::string(labels[2])));
    if (found == m_services.end())
        return noSuchName();
    const ServiceRecord& service = found->second;
    if (labels.size() == 3) {
        if (question.type == RecordType::Srv)
            return answerSrv(question, service, {}, {});
        if (!service.externalName.empty()) {
            Answer answer;
            answer.answers.push_back({.name = question.name, .type = RecordType::Cname, .ttl = TtlSeconds,
                                      .target = service.externalName});
            return answer;
        }
        if (service.clusterAddresses.empty())
            return answerHeadless(question, service, {});
        Answer answer;
        for (const std::string& address : service.clusterAddresses)
            addAddress(answer, question, question.name, address);
        return finish(std::move(answer));
    }
    if (labels[3].starts_with('_'))
        return labels.size() > 5 ? noSuchName()
                                 : answerSrv(question, service, labels.size() == 5 ? labels[4] : std::string_view(),
                                             labels[3].substr(1));
    return labels.size() == 4 ? answerHeadless(question, service, labels[3]) : noSuchName();
}

Answer Zone::answerHeadless(const Question& question, const ServiceRecord& service, std::string_view host) const
{
    Answer answer;
    bool exists = host.empty();
    for (const ServiceEndpoint& endpoint : service.endpoints) {
        if (!host.empty() && endpointHost(endpoint) != host)
            continue;
        exists = true;
        addAddress(answer, question, question.name, endpoint.address);
    }
    // A headless service without ready endpoints has no such name, as resolvers expect.
    if (!exists || (host.empty() && service.endpoints.empty()))
        return noSuchName();
    return finish(std::move(answer));
}

Answer Zone::answerSrv(const Question& question, const ServiceRecord& service, std::string_view port,
                       std::string_view protocol) const
{
    if (!port.empty() && !port.starts_with('_'))
        return noSuchName();
    const std::string_view portName = port.empty() ? port : port.substr(1);
    const auto matches = [&](const ServicePort& candidate) {
        return (protocol.empty() || candidate.protocol == protocol) && (port.empty() || candidate.name == portName);
    };
    const bool wanted = question.type == RecordType::Srv || question.type == RecordType::Any;
    const std::string base = serviceName(service);
    bool exists = false;
    Answer answer;
    const auto add = [&](const ServicePort& candidate, const std::string& target, const std::string& address) {
        if (!matches(candidate))
            return;
        exists = true;
        if (!wanted)
            return;
        answer.answers.push_back({.name = question.name, .type = RecordType::Srv, .ttl = TtlSeconds, .target = target,
                                  .port = candidate.port, .weight = 100});
        const std::string bytes = addressBytes(address);
        const bool known = std::any_of(answer.additional.begin(), answer.additional.end(), [&](const Record& record) {
            return record.name == target && record.address == bytes;
        });
        if (!known && !bytes.empty())
            answer.additional.push_back({.name = target, .type = bytes.size() == 16 ? RecordType::Aaaa : RecordType::A,
                                         .ttl = TtlSeconds, .address = bytes});
    };
    for (const ServicePort& candidate : service.ports)
        for (const std::string& address : service.clusterAddresses)
            add(candidate, base, address);
    for (const ServiceEndpoint& endpoint : service.endpoints)
        for (const ServicePort& candidate : endpoint.ports)
            add(candidate, endpointHost(endpoint) + "." + base, endpoint.address);
    if (!exists && !protocol.empty())
        return noSuchName();
    return finish(std::move(answer));
}

Answer Zone::answerPod(const Question& question, const Labels& labels) const
{
    if (labels.size() == 1)
        return finish({});
    if (labels.size() > 3 || !m_nameSpaces.contains(std::string(labels[1])))
        return noSuchName();
    if (labels.size() == 2)
        return finish({});
    std::string address(labels[2]);
    std::replace(address.begin(), address.end(), '-', '.');
    if (addressBytes(address).empty())
        return noSuchName();
    Answer answer;
    addAddress(answer, question, question.name, address);
    return finish(std::move(answer));
}

Answer Zone::noSuchName() const
{
    Answer answer;
    answer.code = ResponseCode::NameError;
    answer.authority.push_back(soa());
    return answer;
}

/// An existing name without a record of the type says so with SOA (RFC 2308).
Answer Zone::finish(Answer answer) const
{
    if (answer.answers.empty() && answer.code == ResponseCode::NoError)
        answer.authority.push_back(soa());
    return answer;
}

std::string Zone::serviceName(const ServiceRecord& service) const
{
    return service.name + "." + service.nameSpace + ".svc." + m_domain;
}

Record Zone::soa() const
{
    return {.name = m_domain, .type = RecordType::Soa, .ttl = TtlSeconds, .target = "ns.dns." + m_domain,
            .serial = m_serial};
}

} // namespace skiff::dns
