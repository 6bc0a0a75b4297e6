#include "tests/bench/apiserver/watch_bench.h"

#include "tests/bench/apiserver/server_process.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

namespace skiff::bench {

namespace {

constexpr double pace = 0.02;

std::string configMap(const std::string& name)
{
    return fmt::format(R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"name":"{}"}},"data":{{"k":"{}"}}}})",
                       name, std::string(500, 'v'));
}

/// All watchers behind one epoll.
class Watchers
{
public:
    Watchers(const ServerProcess& server, const TlsFiles& tls, int count)
        : m_epoll(::epoll_create1(0)), m_seen(size_t(count))
    {
        for (int i = 0; i < count; ++i) {
            Connection& connection = m_connections.emplace_back(server.port(), tls);
            connection.send("GET",
                            "/api/v1/namespaces/fan/"
                            "configmaps?watch=true&resourceVersion=0&fieldSelector=metadata.name!=kube-root-ca.crt");
        }
        for (int i = 0; i < count; ++i) {
            m_connections[size_t(i)].receiveHead();
            m_connections[size_t(i)].setNonBlocking();
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u32 = uint32_t(i);
            ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_connections[size_t(i)].descriptor(), &event);
        }
    }
    ~Watchers() { ::close(m_epoll); }

    /// Reads for at most `seconds` what comes; `onEvent(index of the event)` for each event of each watcher.
    template <class OnEvent>
    void read(double seconds, OnEvent onEvent)
    {
        epoll_event ready[256];
        const int count = ::epoll_wait(m_epoll, ready, 256, std::max(int(seconds * 1000), 0));
        for (int i = 0; i < count; ++i) {
            const uint32_t which = ready[i].data.u32;
            for (int lines = m_connections[which].countLines(); lines > 0; --lines)
                onEvent(m_seen[which]++);
        }
    }

private:
    int m_epoll;
    std::vector<Connection> m_connections;
    std::vector<size_t> m_seen;
};

void measureBurst(ServerProcess& server, const TlsFiles& tls, int watchers, int events, FanOut& result)
{
    Watchers all(server, tls, watchers);
    std::vector<Connection> writers;
    for (int i = 0; i < 8; ++i)
        writers.emplace_back(server.port(), tls);
    const double cpu = server.cpuSeconds();
    const double begin = now();
    for (int i = 0; i < events; i += int(writers.size())) {
        for (size_t w = 0; w < writers.size(); ++w)
            writers[w].send("POST", "/api/v1/namespaces/fan/configmaps",
                            configMap(fmt::format("burst-{}", size_t(i) + w)));
        for (Connection& writer : writers)
            writer.receiveAndForget(201);
    }
    const int64_t rounds = (events + int64_t(writers.size()) - 1) / int64_t(writers.size());
    for (int64_t left = rounds * int64_t(writers.size()) * watchers; left > 0;)
        all.read(1, [&](size_t) { --left; });
    result.burstSeconds = now() - begin;
    result.cpuPerEvent = (server.cpuSeconds() - cpu) / (double(events) * watchers);
}

void measurePaced(ServerProcess& server, const TlsFiles& tls, int watchers, int events, FanOut& result)
{
    // A namespace with nothing in it: all that a watcher sees are this part's events.
    Connection writer(server.port(), tls);
    for (const std::string& item : {std::string("/api/v1/namespaces/fan/configmaps")})
        writer.call("DELETE", item);
    Watchers all(server, tls, watchers);
    for (double until = now() + 0.3; now() < until;)
        all.read(0.05, [](size_t) {});
    std::vector<double> latencies;
    for (int i = 0; i < events; ++i) {
        const double sent = now();
        writer.send("POST", "/api/v1/namespaces/fan/configmaps", configMap(fmt::format("paced-{}", i)));
        int left = watchers;
        while (left > 0)
            all.read(1, [&](size_t) {
                --left;
                latencies.push_back(now() - sent);
            });
        writer.receiveAndForget(201);
        while (now() < sent + pace)
            all.read(sent + pace - now(), [](size_t) {});
    }
    std::sort(latencies.begin(), latencies.end());
    result.p50 = latencies[latencies.size() / 2];
    result.p99 = latencies[latencies.size() * 99 / 100];
}

} // namespace

FanOut measureFanOut(ServerProcess& server, const TlsFiles& tls, int watchers, int events)
{
    Connection(server.port(), tls)
        .call("POST", "/api/v1/namespaces", R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"fan"}})");
    FanOut result;
    measureBurst(server, tls, watchers, events, result);
    measurePaced(server, tls, watchers, events, result);
    return result;
}

} // namespace skiff::bench
