#include "cluster/apiserver/discovery/health.h"

#include "cluster/apiserver/answer.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

bool alwaysTrue()
{
    return true;
}

} // namespace

void Health::addReadyCheck(std::string name, std::function<bool()> check)
{
    MutexLock lock(m_mutex);
    m_ready.push_back({std::move(name), std::move(check)});
}

std::vector<Health::Check> Health::checksFor(std::string_view kind) const
{
    std::vector<Check> checks = {{"ping", alwaysTrue}};
    if (kind != "readyz")
        return checks; // the process answers: it lives
    MutexLock lock(m_mutex);
    checks.insert(checks.end(), m_ready.begin(), m_ready.end());
    return checks;
}

bool Health::isReady() const
{
    const auto checks = checksFor("readyz");
    return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.passes(); });
}

bool Health::answer(const ContextPtr& request) const
{
    std::string_view path = request->info.path;
    path.remove_prefix(std::min<size_t>(path.size(), 1));
    const std::string_view kind = path.substr(0, path.find('/'));
    if (kind != "healthz" && kind != "livez" && kind != "readyz")
        return false;
    const std::string_view only = path.size() > kind.size() + 1 ? path.substr(kind.size() + 1) : std::string_view();
    const auto excluded = request->query.all("exclude");

    std::string report;
    bool passed = true;
    bool found = only.empty();
    for (const Check& check : checksFor(kind)) {
        if (!only.empty() && check.name != only)
            continue;
        found = true;
        if (std::find(excluded.begin(), excluded.end(), check.name) != excluded.end()) {
            report += fmt::format("[+]{} excluded: ok\n", check.name);
            continue;
        }
        const bool ok = check.passes();
        passed = passed && ok;
        report += ok ? fmt::format("[+]{} ok\n", check.name) : fmt::format("[-]{} failed: not ready\n", check.name);
    }
    if (!found)
        answerNoPage(request);
    else if (!passed)
        answerText(request, 500, report + fmt::format("{} check failed\n", kind));
    else
        answerText(request, 200, request->query.flag("verbose") ? report + fmt::format("{} check passed\n", kind) : "ok");
    return true;
}

} // namespace skiff::apiserver
