#pragma once

#include "cluster/apiserver/auth/user.h"
#include "cluster/apiserver/query.h"
#include "cluster/apiserver/request_gate.h"
#include "cluster/apiserver/request_info.h"
#include "cluster/apiserver/status_error.h"
#include "cluster/base/clock.h"
#include "cluster/net/http.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace skiff::apiserver {

/// One request on its way through filters and handler, and its answer.
///
/// Shared by whatever works on it; filters and handler run one after the other, so the plain
/// members need no lock. Answering is safe from any thread; only the first answer counts.
class RequestContext : public std::enable_shared_from_this<RequestContext>
{
public:
    /// `gate` outlives the request.
    RequestContext(std::shared_ptr<net::Exchange> exchange, RequestGate& gate);
    ~RequestContext();
    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    const net::Request& http() const { return m_exchange->request(); }

    Query query;
    RequestInfo info;
    auth::UserPtr user;              ///< set by authentication, or before it by the loopback transport
    std::string auditId;
    SteadyTime received{};
    size_t nextFilter = 0;           ///< the pipeline's place in its list
    bool longRunning = false;        ///< watch, log, exec: no deadline, no place in the queue
    std::vector<std::string> warnings; ///< for people, sent as Warning headers

    /// Runs `task` when the request is over, however it ends.
    void atEnd(std::function<void()> task) { m_atEnd.push_back(std::move(task)); }

    /// Answers with standard headers added. Later answers are dropped.
    void send(net::Response response);
    void fail(const StatusError& error);
    /// Begins a streamed answer; nullptr when an answer was given already.
    std::shared_ptr<net::Exchange> startStream(int status, net::Headers headers);
    /// For handlers that take the connection over; nullptr as above. `status` is only counted.
    std::shared_ptr<net::Exchange> takeOver(int status);
    int sentStatus() const { return m_status.load(std::memory_order_relaxed); }

private:
    bool claim(int status);
    void addStandardHeaders(net::Headers& headers) const;

    RequestGate& m_gate;
    std::shared_ptr<net::Exchange> m_exchange;
    std::vector<std::function<void()>> m_atEnd;
    std::atomic<int> m_status{0};    ///< 0 until answered
};
using ContextPtr = std::shared_ptr<RequestContext>;

} // namespace skiff::apiserver
