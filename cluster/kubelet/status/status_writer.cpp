#include "cluster/kubelet/status/status_writer.h"

#include "cluster/base/log.h"
#include "cluster/kubelet/status/pod_status.h"

namespace skiff::kubelet {

namespace {

/// Computed before the API server's answer came back, a condition that did not change since the
/// last write must keep the time of that write.
void carryTimes(const data::Value& before, data::Value& now)
{
    const data::Value* had = data::find(before, {"conditions"});
    data::Value* has = data::find(now, {"conditions"});
    if (had == nullptr || has == nullptr)
        return;
    for (data::Value& condition : has->get_array()) {
        for (const data::Value& former : had->get_array()) {
            if (data::stringAt(former, {"type"}) == data::stringAt(condition, {"type"}) &&
                data::stringAt(former, {"status"}) == data::stringAt(condition, {"status"}))
                condition.get_object()["lastTransitionTime"] = former.at("lastTransitionTime");
        }
    }
    if (const data::Value* start = data::find(before, {"startTime"}))
        now.get_object()["startTime"] = *start;
}

} // namespace

struct StatusWriter::Entry
{
    Pod pod;
    data::Value wanted;
    std::optional<data::Value> written;
    data::Value sending;
    bool finishing = false;
    bool busy = false;
    std::unique_ptr<client::Call> call;
    Timer retry;
    Backoff backoff{std::chrono::milliseconds(500), std::chrono::seconds(30)};
};

StatusWriter::StatusWriter(client::Client& client, Executor& main) : m_client(client), m_main(main) {}

StatusWriter::~StatusWriter() = default;

void StatusWriter::set(const Pod& pod, data::Value status)
{
    auto& entry = m_pods[pod.uid()];
    if (!entry) {
        entry = std::make_shared<Entry>(Entry{pod, {}, {}, {}, false, false, nullptr, {}});
        if (statusMatches(status, pod.status()))
            entry->written = status;
    }
    if (entry->wanted.is_object())
        carryTimes(entry->wanted, status);
    entry->pod = pod;
    entry->wanted = std::move(status);
    step(entry);
}

void StatusWriter::finish(const Pod& pod, data::Value status)
{
    set(pod, std::move(status));
    const auto entry = m_pods[pod.uid()];
    entry->finishing = true;
    step(entry);
}

bool StatusWriter::current(const std::shared_ptr<Entry>& entry) const
{
    const auto found = m_pods.find(entry->pod.uid());
    return found != m_pods.end() && found->second == entry;
}

void StatusWriter::step(const std::shared_ptr<Entry>& entry)
{
    const bool clean = entry->written && data::equal(*entry->written, entry->wanted);
    if (entry->busy || (clean && !entry->finishing) || !current(entry))
        return;
    entry->busy = true;
    entry->retry.cancel();
    const client::ObjectKey key{entry->pod.namespaceName(), entry->pod.name()};
    client::ApiRequest request;
    if (clean) {
        client::DeleteOptions options;
        options.gracePeriodSeconds = 0;
        options.uid = entry->pod.uid();
        request = client::request::remove(client::resources::pods, key, options);
    } else {
        entry->sending = entry->wanted;
        request = client::request::patch(client::resources::pods, key, client::PatchType::Strategic,
                                         statusPatch(entry->pod, entry->wanted), "status");
    }
    entry->call =
        m_client.start(std::move(request), [this, weak = std::weak_ptr(entry), clean](client::ApiResult result) {
            m_main.post([this, weak, clean, result = std::move(result)] {
                if (const auto held = weak.lock())
                    answered(held, result, clean);
            });
        });
}

void StatusWriter::answered(const std::shared_ptr<Entry>& entry, const client::ApiResult& result, bool deleted)
{
    entry->busy = false;
    if (!current(entry))
        return;
    if (result.ok()) {
        entry->backoff.reset();
        if (deleted)
            entry->finishing = false;
        else
            entry->written = std::move(entry->sending);
        return step(entry);
    }
    // Gone, or another pod of that name: nobody waits for this status.
    if (result.code() == ErrorCode::NotFound || result.error().httpStatus == 409) {
        m_pods.erase(entry->pod.uid());
        return;
    }
    log::warning("kubelet", "pod {}: cannot write its status: {}", entry->pod.fullName(), result.error().message);
    entry->retry = m_main.postAfter(entry->backoff.next(), [this, weak = std::weak_ptr(entry)] {
        if (const auto held = weak.lock())
            step(held);
    });
}

} // namespace skiff::kubelet
