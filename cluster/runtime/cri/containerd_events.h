#pragma once

#include "cluster/base/backoff.h"
#include "cluster/base/thread_executor.h"
#include "cluster/runtime/cri/cri_client.h"
#include "cluster/runtime/runtime.h"

#include <atomic>
#include <map>
#include <memory>
#include <string>

namespace skiff::runtime::cri {

/// What happens to sandboxes and containers, from containerd's event service (1.6 has no
/// GetContainerEvents).
///
/// Two things are made sure of. onConnected comes when the subscription is known to work: an event
/// of our own has come back. And Stopped comes when the runtime's own answers say so: containerd
/// tells of an exit a moment before CRI notes it, and a list in between would show it running.
/// Everything runs on one thread of its own; start() and stop() belong to the owner.
class ContainerdEvents final : public EventSource
{
public:
    explicit ContainerdEvents(std::shared_ptr<CriClient> client);
    ~ContainerdEvents() override;

    void start(Sink sink) override;
    void stop() override;

private:
    struct Confirmation
    {
        std::unique_ptr<net::GrpcCall> call;
        Timer timer;
        bool isSandbox = false;
        int tries = 0;
    };

    void connect();
    void publishMarker();
    void take(const std::string& message);
    void takeTaskExit(std::string_view bytes);
    void emit(RuntimeEvent::Kind kind, std::string id);
    void confirmStopped(const std::string& id);
    void stoppedAnswer(const std::string& id, const Result<data::Value>& answer);
    void lost(const Error& error);

    std::shared_ptr<CriClient> m_client;
    const std::string m_marker;         ///< tells our own events from those of others
    Sink m_sink;

    // Executor's thread only.
    uint64_t m_connection = 0;          ///< which try; late callbacks of earlier ones are dropped
    bool m_connected = false;
    std::unique_ptr<net::GrpcCall> m_stream;
    std::unique_ptr<net::GrpcCall> m_publication;
    Timer m_retry;
    Timer m_publishAgain;
    Backoff m_backoff;
    Backoff m_publishBackoff;
    std::map<std::string, Confirmation> m_confirmations; ///< by id

    std::shared_ptr<ThreadExecutor> m_executor; ///< callbacks hold it weakly: they may come late
};

} // namespace skiff::runtime::cri
