// What the API server costs, beside DESIGN's bars; README.md says how it measures.

#include "tests/bench/apiserver/connection.h"
#include "tests/bench/apiserver/server_process.h"
#include "tests/bench/apiserver/watch_bench.h"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

using namespace skiff::bench;

namespace {

struct Options
{
    std::string skiffd;
    int pods = 10'000;
    int idleSeconds = 30;
    std::string dataDir; ///< kept, to be looked into with a profiler; empty: a temporary one
    std::set<std::string> parts;
    bool has(const std::string& part) const { return parts.empty() || parts.contains(part); }
};

/// One line: what, how much, the bar, and how far from it.
void print(const std::string& what, double value, const char* unit, double bar = 0, const std::string& more = {})
{
    std::string judged;
    if (bar > 0)
        judged = fmt::format("bar {:g} {} ({:.2f} of it)", bar, unit, value / bar);
    fmt::print("{:<56} {:>9.2f} {:<3} {}{}{}\n", what, value, unit, judged, judged.empty() || more.empty() ? "" : " · ",
               more);
    std::fflush(stdout);
}

/// Sends `count` requests over `connections`, one under way on each, and prints the server's CPU for one.
void measureCalls(ServerProcess& server, const TlsFiles& tls, const std::string& what, int connections, int count,
                  double barMicros, int status, const std::function<void(Connection&, int)>& send)
{
    std::vector<Connection> all;
    for (int i = 0; i < connections; ++i)
        all.emplace_back(server.port(), tls);
    const auto round = [&](int from) {
        for (int i = 0; i < connections; ++i)
            send(all[size_t(i)], from + i);
        for (Connection& connection : all)
            connection.receiveAndForget(status);
    };
    int done = 0;
    for (; done < count / 10; done += connections)
        round(done); // warm
    const double cpu = server.cpuSeconds();
    const double begin = now();
    const int first = done;
    for (; done < first + count; done += connections)
        round(done);
    const double seconds = now() - begin;
    print(what, (server.cpuSeconds() - cpu) / (done - first) * 1e6, "us", barMicros,
          fmt::format("{:.0f}/s", (done - first) / seconds));
}

constexpr const char* pods = "/api/v1/namespaces/default/pods";
constexpr const char* configMaps = "/api/v1/namespaces/default/configmaps";
constexpr const char* merge = "Content-Type: application/merge-patch+json\r\n";
constexpr const char* strategic = "Content-Type: application/strategic-merge-patch+json\r\n";
constexpr const char* table = "Accept: application/json;as=Table;v=v1;g=meta.k8s.io\r\n";

std::string podText(const std::string& name)
{
    std::string environment;
    for (int i = 0; i < 12; ++i)
        environment +=
            fmt::format(R"({}{{"name":"SETTING_{}","value":"a value of middling length {}"}})", i ? "," : "", i, i);
    return fmt::format(
        R"({{"kind":"Pod","apiVersion":"v1","metadata":{{"name":"{}","labels":{{"app":"web","tier":"front","pod-template-hash":"5d4f8c7b9"}},)"
        R"("annotations":{{"example.org/note":"{}"}}}},"spec":{{"nodeName":"bench","containers":[{{"name":"web","image":"registry.example.org/team/web:1.4.2",)"
        R"("args":["--listen","0.0.0.0:8080"],"env":[{}],"ports":[{{"containerPort":8080,"name":"http"}}],)"
        R"("resources":{{"requests":{{"cpu":"50m","memory":"64Mi"}},"limits":{{"memory":"128Mi"}}}},)"
        R"("readinessProbe":{{"httpGet":{{"path":"/healthz","port":8080}}}}}}]}}}})",
        name, std::string(200, 'n'), environment);
}

std::string podStatus(int number)
{
    return fmt::format(
        R"({{"status":{{"phase":"Running","hostIP":"10.0.0.1","podIP":"10.1.{0}.{1}","podIPs":[{{"ip":"10.1.{0}.{1}"}}],"startTime":"2026-01-01T00:00:00Z",)"
        R"("conditions":[{{"type":"Initialized","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}},)"
        R"({{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:05Z"}},{{"type":"ContainersReady","status":"True","lastTransitionTime":"2026-01-01T00:00:05Z"}},)"
        R"({{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}}],)"
        R"("containerStatuses":[{{"name":"web","ready":true,"started":true,"restartCount":0,"image":"registry.example.org/team/web:1.4.2",)"
        R"("imageID":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","containerID":"containerd://0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",)"
        R"("state":{{"running":{{"startedAt":"2026-01-01T00:00:03Z"}}}},"lastState":{{}}}}]}}}})",
        number / 250, number % 250);
}

std::string configMapText(const std::string& name)
{
    return fmt::format(R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"name":"{}"}},"data":{{"file":"{}"}}}})",
                       name, std::string(900, 'x'));
}

void addNode(ServerProcess& server, const TlsFiles& tls)
{
    Connection connection(server.port(), tls);
    connection.call("POST", "/api/v1/nodes", R"({"kind":"Node","apiVersion":"v1","metadata":{"name":"bench"}})");
    connection.call("PATCH", "/api/v1/nodes/bench/status",
                    R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})", merge);
    connection.call(
        "POST", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
        R"({"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"bench"},"spec":{"holderIdentity":"bench"}})");
    // The service account that pods need comes from a controller: its first event says that it is there.
    connection.send("GET", "/api/v1/namespaces/default/serviceaccounts?watch=true&fieldSelector=metadata.name=default");
    connection.receiveHead();
    connection.receiveEvent();
}

void fill(ServerProcess& server, const TlsFiles& tls, int count)
{
    std::vector<Connection> all;
    for (int i = 0; i < 32; ++i)
        all.emplace_back(server.port(), tls);
    const auto everyPod = [&](auto send, int status) {
        for (int from = 0; from < count; from += 32) {
            for (int i = 0; i < 32; ++i)
                send(all[size_t(i)], from + i);
            for (Connection& connection : all)
                connection.receiveAndForget(status);
        }
    };
    everyPod([](Connection& to, int n) { to.send("POST", pods, podText(fmt::format("web-{}", n))); }, 201);
    everyPod(
        [](Connection& to, int n) { to.send("PATCH", fmt::format("{}/web-{}/status", pods, n), podStatus(n), merge); },
        200);
}

void measureIdle(ServerProcess& server, const TlsFiles& tls, int seconds)
{
    Connection agent(server.port(), tls);
    const double cpu = server.cpuSeconds();
    const int64_t wakeUps = server.wakeUps();
    const int64_t written = server.writtenBytes();
    const double begin = now();
    int renewals = 0;
    for (; now() < begin + seconds; ++renewals) {
        agent.call("PATCH", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/bench",
                   fmt::format(R"({{"spec":{{"renewTime":"2026-01-01T00:{:02}:{:02}.000000Z"}}}})", renewals / 60,
                               renewals % 60),
                   merge);
        server.stayFor(std::min(10.0, begin + seconds - now()));
    }
    const double lasted = now() - begin;
    print("idle, a node's Lease renewed every 10 s: CPU of a core", (server.cpuSeconds() - cpu) / lasted * 100, "%",
          0.3);
    print("  wake-ups", double(server.wakeUps() - wakeUps) / lasted, "/s", 2);
    print("  written to the disk", double(server.writtenBytes() - written) / 1024, "KB", 0,
          fmt::format("in {:.0f} s", lasted));
}

void measureWrites(ServerProcess& server, const TlsFiles& tls, const Options& options)
{
    int run = 0;
    const auto create = [&](const char* what, int connections, int count, double bar) {
        ++run;
        measureCalls(server, tls, what, connections, count, bar, 201, [&](Connection& to, int n) {
            to.send("POST", configMaps, configMapText(fmt::format("made-{}-{}", run, n)));
        });
    };
    if (options.has("create")) {
        create("create a 1 KB ConfigMap, 1 connection: CPU", 1, 1'500, 250);
        create("create a 1 KB ConfigMap, 32 connections: CPU", 32, 8'000, 80);
    }
    if (options.has("patch")) {
        Connection connection(server.port(), tls);
        for (int i = 0; i < 32; ++i)
            connection.call("POST", pods, podText(fmt::format("patched-{}", i)));
        measureCalls(server, tls, "strategic patch of a Pod, 32 connections: CPU", 32, 8'000, 150, 200,
                     [](Connection& to, int n) {
                         to.send("PATCH", fmt::format("{}/patched-{}", pods, n % 32),
                                 fmt::format(R"({{"metadata":{{"annotations":{{"n":"{}"}}}}}})", n), strategic);
                     });
        for (int i = 0; i < 32; ++i)
            connection.call("DELETE", fmt::format("{}/patched-{}?gracePeriodSeconds=0", pods, i));
    }
}

void measureList(ServerProcess& server, const TlsFiles& tls, const std::string& what, double barMillis,
                 const std::string& headers)
{
    Connection connection(server.port(), tls);
    size_t size = 0;
    for (int run = 0; run < 3; ++run) {
        const double cpu = server.cpuSeconds();
        const double begin = now();
        connection.send("GET", "/api/v1/pods", {}, headers);
        size = connection.receiveAndForget(200);
        const double wall = (now() - begin) * 1000;
        if (run != 1)
            print(run == 0 ? what + ", first: CPU" : "  again", (server.cpuSeconds() - cpu) * 1000, "ms",
                  run == 0 ? 0 : barMillis, fmt::format("{:.0f} ms passed, {:.1f} MB", wall, double(size) / 1e6));
    }
}

void measureLists(ServerProcess& server, const TlsFiles& tls, int count)
{
    const std::string what = fmt::format("LIST {} pods, ", count);
    measureList(server, tls, what + "JSON", 60, "Accept: application/json\r\n");
    measureList(server, tls, what + "Table", 40, table);
    measureList(server, tls, what + "metadata only", 0,
                "Accept: application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io\r\n");
    measureList(server, tls, what + "JSON, gzip", 0, "Accept: application/json\r\nAccept-Encoding: gzip\r\n");
    measureList(server, tls, what + "Table, gzip", 0, std::string(table) + "Accept-Encoding: gzip\r\n");
    measureList(server, tls, what + "protobuf", 40, "Accept: application/vnd.kubernetes.protobuf,application/json\r\n");
}

void run(const Options& options, const std::string& folder)
{
    std::optional<ServerProcess> server(std::in_place, options.skiffd, folder);
    const TlsFiles tls = loadTls(folder);
    if (options.has("start")) {
        print("start -> /readyz, first", server->startSeconds() * 1000, "ms", 150);
        server.reset();
        server.emplace(options.skiffd, folder);
        print("start -> /readyz, again", server->startSeconds() * 1000, "ms", 80,
              fmt::format("{:.0f} ms CPU", server->startCpuSeconds() * 1000));
        server->stayFor(1);
        print("memory, idle", server->residentMegabytes(), "MB", 30);
    }
    addNode(*server, tls);
    if (options.has("idle"))
        measureIdle(*server, tls, options.idleSeconds);
    if (options.has("get")) {
        fill(*server, tls, 32);
        const std::string path = std::string(pods) + "/web-1";
        measureCalls(*server, tls, "GET a pod, 32 connections: CPU", 32, 40'000, 25, 200,
                     [&](Connection& to, int) { to.send("GET", path); });
        Connection(server->port(), tls).call("DELETE", std::string(pods) + "?gracePeriodSeconds=0");
    }
    measureWrites(*server, tls, options);
    if (options.has("watch")) {
        const FanOut fanOut = measureFanOut(*server, tls, 1'000, 100);
        print("1,000 watchers x 100 events, burst", fanOut.burstSeconds, "s", 0.5,
              fmt::format("{:.1f} us CPU an event", fanOut.cpuPerEvent * 1e6));
        print("  paced, p99", fanOut.p99 * 1000, "ms", 20, fmt::format("p50 {:.1f} ms", fanOut.p50 * 1000));
    }
    if (options.has("list") || options.has("start")) {
        fill(*server, tls, options.pods);
        print(fmt::format("memory with {} pods, just written", options.pods), server->residentMegabytes(), "MB");
    }
    if (options.has("list"))
        measureLists(*server, tls, options.pods);
    if (options.has("start")) {
        server.reset();
        server.emplace(options.skiffd, folder);
        print(fmt::format("start -> /readyz with {} pods", options.pods), server->startSeconds() * 1000, "ms", 300,
              fmt::format("{:.0f} ms CPU", server->startCpuSeconds() * 1000));
        server->stayFor(2);
        print(fmt::format("memory with {} pods", options.pods), server->residentMegabytes(), "MB", 120);
    }
}

Options parse(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto value = [&] {
            return i + 1 < argc ? argv[++i] : "";
        };
        if (word == "--skiffd")
            options.skiffd = value();
        else if (word == "--pods")
            options.pods = std::atoi(value());
        else if (word == "--data-dir")
            options.dataDir = value();
        else if (word == "--idle")
            options.idleSeconds = std::atoi(value());
        else
            options.parts.insert(word);
    }
    if (options.skiffd.empty())
        giveUp("usage: skiff-bench-apiserver --skiffd PATH [--pods N] [--idle SECONDS] [--data-dir KEPT] [PART...]");
    return options;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = parse(argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (!options.dataDir.empty()) {
        run(options, options.dataDir);
        return 0;
    }
    char folder[] = "/var/tmp/skiff-bench-XXXXXX";
    if (!::mkdtemp(folder))
        giveUp("no temporary folder");
    run(options, folder);
    std::filesystem::remove_all(folder);
    return 0;
}
