#include "cluster/kubelet/node/node_lease.h"

#include "cluster/base/log.h"

namespace skiff::kubelet {

namespace {

constexpr Duration Period = std::chrono::seconds(10);
constexpr Duration Retry = std::chrono::seconds(1);
constexpr int64_t LeaseSeconds = 40;
constexpr const char* Namespace = "kube-node-lease";

} // namespace

NodeLease::NodeLease(client::Client& client, const Clock& clock, Executor& main, std::string nodeName,
                     std::function<std::string()> nodeUid)
    : m_client(client), m_clock(clock), m_main(main), m_nodeName(std::move(nodeName)), m_nodeUid(std::move(nodeUid))
{}

NodeLease::~NodeLease() = default;

void NodeLease::start()
{
    renew();
}

void NodeLease::stop()
{
    m_stopped = true;
    m_timer.cancel();
    m_call.reset();
}

void NodeLease::next(Duration delay)
{
    m_timer = m_main.postAfter(delay, [this] { renew(); });
}

data::Value NodeLease::leaseSpec() const
{
    return data::Object{{"holderIdentity", m_nodeName},
                        {"leaseDurationSeconds", LeaseSeconds},
                        {"renewTime", formatMicroTime(m_clock.now())}};
}

void NodeLease::call(client::ApiRequest request, void (NodeLease::*done)(const client::ApiResult&))
{
    m_call = m_client.start(std::move(request), [this, life = std::weak_ptr(m_life), done](client::ApiResult result) {
        m_main.post([this, life, done, result = std::move(result)] {
            if (life.lock() && !m_stopped)
                (this->*done)(result);
        });
    });
}

void NodeLease::renew()
{
    call(client::request::patch(client::resources::leases, {Namespace, m_nodeName}, client::PatchType::Merge,
                                data::Object{{"spec", leaseSpec()}}),
         &NodeLease::renewed);
}

void NodeLease::renewed(const client::ApiResult& result)
{
    if (result.ok())
        return next(Period);
    if (result.code() == ErrorCode::NotFound)
        return create();
    log::warning("kubelet", "cannot renew the lease of node {}: {}", m_nodeName, result.error().message);
    next(Retry);
}

void NodeLease::create()
{
    data::Object metadata{{"name", m_nodeName}, {"namespace", Namespace}};
    if (const std::string uid = m_nodeUid(); !uid.empty()) {
        metadata["ownerReferences"] =
            data::Array{data::Object{{"apiVersion", "v1"}, {"kind", "Node"}, {"name", m_nodeName}, {"uid", uid}}};
    }
    call(client::request::create(client::resources::leases, Namespace,
                                 data::Object{{"metadata", std::move(metadata)}, {"spec", leaseSpec()}}),
         &NodeLease::created);
}

void NodeLease::created(const client::ApiResult& result)
{
    // Refused while kube-node-lease is still being made, or because it is there after all.
    next(result.ok() ? Period : Retry);
}

} // namespace skiff::kubelet
