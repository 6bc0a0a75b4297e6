#include "app/session/discovery.h"

#include "app/session/api_words.h"
#include "cluster/data/document.h"

#include <utility>

namespace skiff::session {

namespace {

constexpr auto aggregatedAccept =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/// The preferred version of each group first, then its others.
std::vector<QString> listPaths(const std::string& groupList)
{
    std::vector<QString> paths{QStringLiteral("/api/v1")};
    const auto document = data::Document::parse(groupList);
    if (!document.ok())
        return paths;
    const auto text = [](data::Node node) {
        return QString::fromStdString(std::string(node.asString()));
    };
    for (const data::Node group : (*document)->root()["groups"]) {
        const QString preferred = text(group["preferredVersion"]["groupVersion"]);
        paths.push_back(QStringLiteral("/apis/") + preferred);
        for (const data::Node version : group["versions"])
            if (const QString other = text(version["groupVersion"]); other != preferred)
                paths.push_back(QStringLiteral("/apis/") + other);
    }
    return paths;
}

} // namespace

Discovery::Discovery(client::Transport& transport, QObject* parent)
    : QObject(parent), m_transport(transport), m_catalog(model::KindCatalog::builtin())
{}

Discovery::~Discovery()
{
    m_calls.clear();
}

void Discovery::refresh()
{
    if (!m_calls.empty())
        return;
    m_next = {};
    ask(QStringLiteral("/api"), true, [this](const Result<client::ApiResponse>& response) { onCore(response); });
}

void Discovery::refreshSoon()
{
    m_again = !m_calls.empty();
    refresh();
}

void Discovery::ask(const QString& path, bool aggregated, std::function<void(const Result<client::ApiResponse>&)> done)
{
    client::ApiRequest request;
    request.path = path.toStdString();
    if (aggregated)
        request.accept = aggregatedAccept;
    m_calls.push_back(m_transport.send(std::move(request), std::move(done)));
}

void Discovery::onCore(const Result<client::ApiResponse>& response)
{
    if (!response.ok()) {
        finish(problemOf(response));
        return;
    }
    if (response->status != 200 || !m_next.addAggregated(*response->body).ok()) {
        askOld();
        return;
    }
    ask(QStringLiteral("/apis"), true, [this](const Result<client::ApiResponse>& answer) { onGroups(answer); });
}

void Discovery::onGroups(const Result<client::ApiResponse>& response)
{
    if (const QString problem = problemOf(response); !problem.isEmpty()) {
        finish(problem);
        return;
    }
    if (m_next.addAggregated(*response->body).ok())
        finish({});
    else
        askOld();
}

void Discovery::askOld()
{
    m_next = {};
    ask(QStringLiteral("/apis"), false, [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = problemOf(response); !problem.isEmpty())
            finish(problem);
        else
            askLists(listPaths(*response->body));
    });
}

void Discovery::askLists(const std::vector<QString>& paths)
{
    m_lists.clear();
    m_open = paths.size();
    for (const QString& path : paths)
        m_lists.emplace_back(path, std::string());
    for (size_t i = 0; i < paths.size(); ++i) {
        ask(paths[i], false, [this, i](const Result<client::ApiResponse>& response) {
            // A group whose own server is away is left out; the rest stays usable.
            if (problemOf(response).isEmpty())
                m_lists[i].second = *response->body;
            if (--m_open > 0)
                return;
            for (const auto& [path, json] : m_lists)
                if (!json.empty())
                    (void)m_next.addResourceList(json, path);
            finish({});
        });
    }
}

void Discovery::finish(const QString& problem)
{
    // We are inside a callback of one of these calls: they end after it.
    for (std::unique_ptr<client::Call>& call : m_calls)
        QMetaObject::invokeMethod(
            this, [held = std::shared_ptr<client::Call>(std::move(call))] {}, Qt::QueuedConnection);
    m_calls.clear();
    const bool better = problem.isEmpty() && !m_next.kinds().empty();
    const bool other = better && m_next.kinds() != m_catalog.kinds();
    const bool news = other || problem != m_problem || (better && !m_complete);
    if (better) {
        m_catalog = std::move(m_next);
        m_complete = true;
    }
    m_next = {};
    m_problem = problem;
    if (news)
        emit changed();
    if (std::exchange(m_again, false))
        QMetaObject::invokeMethod(this, &Discovery::refresh, Qt::QueuedConnection);
}

} // namespace skiff::session
