#include "cluster/kubelet/lifecycle/handler.h"

#include "cluster/kubelet/probes/probe_spec.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr size_t MostOutput = 10 * 1024;

std::string lowerCase(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return result;
}

void sleepFor(Duration duration, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, duration, [] { return false; });
}

std::chrono::seconds wholeSeconds(Duration timeout)
{
    return std::max(std::chrono::ceil<std::chrono::seconds>(timeout), std::chrono::seconds(1));
}

} // namespace

std::string HttpCheck::url() const
{
    const std::string_view scheme = tls ? "https" : "http";
    const bool v6 = host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}{}", scheme, v6 ? "[" : "", host, v6 ? "]" : "", port, path);
}

HandlerOutcome HandlerRunner::run(data::Node handler, const HandlerTarget& target, Duration timeout,
                                  std::string_view userAgent, const std::stop_token& stop)
{
    if (const data::Node exec = handler["exec"])
        return runExec(exec, target, timeout, stop);
    if (const data::Node httpGet = handler["httpGet"])
        return runHttp(httpGet, target, timeout, userAgent);
    if (const data::Node tcpSocket = handler["tcpSocket"])
        return runTcp(tcpSocket, target, timeout);
    if (const data::Node sleep = handler["sleep"]) {
        sleepFor(std::min<Duration>(std::chrono::seconds(sleep["seconds"].asInt().value_or(0)), timeout), stop);
        return {true, {}};
    }
    if (handler["grpc"])
        return {false, "grpc probes are not supported on this node yet"};
    return {false, "the handler names no action"};
}

HandlerOutcome HandlerRunner::runExec(data::Node exec, const HandlerTarget& target, Duration timeout,
                                      const std::stop_token& stop)
{
    std::vector<std::string> command;
    for (const data::Node word : exec["command"])
        command.emplace_back(word.asString());
    const auto result = m_runtime.execSync(target.containerId, command, wholeSeconds(timeout),
                                           {timeout + std::chrono::seconds(5), stop});
    if (!result.ok() && result.error().code == ErrorCode::Timeout)
        return {false, fmt::format("command timed out: \"{}\" timed out after {}s", fmt::join(command, " "),
                                   wholeSeconds(timeout).count())};
    if (!result.ok())
        return {false, result.error().message};
    std::string output = (result->standardOutput + result->standardError).substr(0, MostOutput);
    return {result->exitCode == 0, std::move(output)};
}

HandlerOutcome HandlerRunner::runHttp(data::Node httpGet, const HandlerTarget& target, Duration timeout,
                                      std::string_view userAgent)
{
    const auto port = probePort(httpGet["port"], target.container);
    if (!port)
        return {false, fmt::format("couldn't find port: {}", httpGet["port"].span())};
    HttpCheck check;
    check.tls = httpGet["scheme"].asString() == "HTTPS";
    check.host = httpGet["host"].asString();
    if (check.host.empty())
        check.host = target.podIp;
    check.port = *port;
    check.path = httpGet["path"].asString();
    if (!check.path.starts_with('/'))
        check.path.insert(check.path.begin(), '/');
    check.timeout = timeout;
    bool agentGiven = false;
    for (const data::Node header : httpGet["httpHeaders"]) {
        agentGiven = agentGiven || lowerCase(header["name"].asString()) == "user-agent";
        check.headers.emplace_back(header["name"].asString(), header["value"].asString());
    }
    if (!agentGiven)
        check.headers.emplace_back("User-Agent", userAgent);
    const auto answer = m_net.get(check);
    if (!answer.ok())
        return {false, fmt::format("Get \"{}\": {}", check.url(), answer.error().message)};
    if (answer->status >= 200 && answer->status < 400)
        return {true, answer->body};
    return {false, fmt::format("HTTP probe failed with statuscode: {}", answer->status)};
}

HandlerOutcome HandlerRunner::runTcp(data::Node tcpSocket, const HandlerTarget& target, Duration timeout)
{
    const auto port = probePort(tcpSocket["port"], target.container);
    if (!port)
        return {false, fmt::format("couldn't find port: {}", tcpSocket["port"].span())};
    std::string host(tcpSocket["host"].asString());
    if (host.empty())
        host = target.podIp;
    const Status connected = m_net.connect(host, *port, timeout);
    if (connected.ok())
        return {true, {}};
    return {false, fmt::format("dial tcp {}:{}: {}", host, *port, connected.error().message)};
}

} // namespace skiff::kubelet
