#include "cluster/machine/libvirt/connection.h"

#include <algorithm>
#include <fmt/format.h>
#include <grp.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <unistd.h>

namespace skiff::machine::libvirt {

namespace {

Error lastError(std::string_view what)
{
    const virError* error = virGetLastError();
    ErrorCode code = ErrorCode::Unavailable;
    if (error && (error->code == VIR_ERR_NO_DOMAIN || error->code == VIR_ERR_NO_NETWORK))
        code = ErrorCode::NotFound;
    if (error && (error->code == VIR_ERR_AUTH_FAILED || error->code == VIR_ERR_AUTH_UNAVAILABLE ||
                  error->code == VIR_ERR_ACCESS_DENIED))
        code = ErrorCode::PermissionDenied;
    return {code, fmt::format("{}: {}", what, error && error->message ? error->message : "no reason given")};
}

Status statusOf(int returned, std::string_view what)
{
    return returned < 0 ? Status(lastError(what)) : Status();
}

/// The group to whom the daemon speaks without asking for a password.
bool inLibvirtGroup()
{
    const group* libvirt = getgrnam("libvirt");
    if (!libvirt)
        return false;
    std::vector<gid_t> groups(static_cast<size_t>(std::max(getgroups(0, nullptr), 0)));
    const int count = getgroups(static_cast<int>(groups.size()), groups.data());
    return getegid() == libvirt->gr_gid ||
           std::find(groups.begin(), groups.begin() + std::max(count, 0), libvirt->gr_gid) != groups.begin() + count;
}

struct DomainDeleter
{
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Domain = std::unique_ptr<virDomain, DomainDeleter>;

struct NetworkDeleter
{
    void operator()(virNetworkPtr network) const { virNetworkFree(network); }
};
using Network = std::unique_ptr<virNetwork, NetworkDeleter>;

} // namespace

struct Connection::Handle
{
    explicit Handle(virConnectPtr pointer) : connection(pointer) {}
    ~Handle() { virConnectClose(connection); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    Result<Domain> find(const std::string& name) const
    {
        Domain domain(virDomainLookupByName(connection, name.c_str()));
        if (!domain)
            return lastError("find machine " + name);
        return domain;
    }

    virConnectPtr connection;
};

Connection::Connection(std::unique_ptr<Handle> handle) : m_handle(std::move(handle)) {}
Connection::Connection(Connection&& other) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::string& kind)
{
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) {}); // it would print them
    const std::string uri = "qemu:///" + kind;
    virConnectPtr connection = virConnectOpen(uri.c_str());
    if (connection)
        return Connection(std::make_unique<Handle>(connection));
    Error error = lastError("libvirt does not answer at " + uri);
    if (kind == "system")
        error.message += geteuid() == 0 ? " (is it installed and running? 'systemctl start libvirtd')"
                                        : " (is libvirtd running, and are you in the group libvirt?)";
    return error;
}

Status Connection::createDomain(const std::string& xml)
{
    const Domain domain(virDomainCreateXML(m_handle->connection, xml.c_str(), 0));
    return domain ? Status() : Status(lastError("libvirt does not start the machine"));
}

Result<std::optional<DomainState>> Connection::domainState(const std::string& name)
{
    auto domain = m_handle->find(name);
    if (!domain.ok())
        return domain.error().code == ErrorCode::NotFound ? Result<std::optional<DomainState>>(std::nullopt)
                                                          : std::move(domain).error();
    int state = 0;
    SKIFF_TRY(statusOf(virDomainGetState(domain->get(), &state, nullptr, 0), "look at machine " + name));
    if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED)
        return std::optional<DomainState>();
    return std::optional(state == VIR_DOMAIN_PAUSED ? DomainState::Paused : DomainState::Running);
}

Status Connection::suspendDomain(const std::string& name)
{
    SKIFF_TRY_ASSIGN(const Domain domain, m_handle->find(name));
    return statusOf(virDomainSuspend(domain.get()), "pause machine " + name);
}

Status Connection::resumeDomain(const std::string& name)
{
    SKIFF_TRY_ASSIGN(const Domain domain, m_handle->find(name));
    return statusOf(virDomainResume(domain.get()), "let machine " + name + " go on");
}

Status Connection::pressPowerButton(const std::string& name)
{
    SKIFF_TRY_ASSIGN(const Domain domain, m_handle->find(name));
    return statusOf(virDomainShutdown(domain.get()), "switch machine " + name + " off");
}

Status Connection::destroyDomain(const std::string& name)
{
    auto domain = m_handle->find(name);
    if (!domain.ok())
        return domain.error().code == ErrorCode::NotFound ? Status() : Status(std::move(domain).error());
    const Status destroyed = statusOf(virDomainDestroy(domain->get()), "end machine " + name);
    const auto state = destroyed.ok() ? Result<std::optional<DomainState>>(std::nullopt) : domainState(name);
    return state.ok() && !*state ? Status() : destroyed; // it may have ended by itself meanwhile
}

Result<std::vector<std::string>> Connection::domains()
{
    virDomainPtr* list = nullptr;
    const int count = virConnectListAllDomains(m_handle->connection, &list, 0);
    if (count < 0)
        return lastError("list machines");
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i)
        names.emplace_back(virDomainGetName(Domain(list[i]).get()));
    free(list);
    return names;
}

Status Connection::createNetwork(const std::string& xml)
{
    const Network network(virNetworkCreateXML(m_handle->connection, xml.c_str()));
    return network ? Status() : Status(lastError("libvirt does not make the nodes' network"));
}

Status Connection::destroyNetwork(const std::string& name)
{
    const Network network(virNetworkLookupByName(m_handle->connection, name.c_str()));
    if (!network) {
        Error error = lastError("find network " + name);
        return error.code == ErrorCode::NotFound ? Status() : Status(std::move(error));
    }
    return statusOf(virNetworkDestroy(network.get()), "remove network " + name);
}

Result<std::vector<std::string>> Connection::networks()
{
    virNetworkPtr* list = nullptr;
    const int count = virConnectListAllNetworks(m_handle->connection, &list, 0);
    if (count < 0)
        return lastError("list networks");
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i)
        names.emplace_back(virNetworkGetName(Network(list[i]).get()));
    free(list);
    return names;
}

bool maySpeakToSystem()
{
    if (geteuid() != 0 && !inLibvirtGroup())
        return false;
    for (const char* path : {"/run/libvirt/virtqemud-sock", "/run/libvirt/libvirt-sock"}) {
        if (access(path, R_OK | W_OK) == 0)
            return true;
    }
    return false;
}

bool isInstalled()
{
    return access("/usr/sbin/libvirtd", X_OK) == 0 || access("/usr/sbin/virtqemud", X_OK) == 0;
}

} // namespace skiff::machine::libvirt
