#include "app/session/open_api.h"

#include "app/session/api_words.h"

#include <QTimer>

namespace skiff::session {

void OpenApi::document(const QString& apiVersion, Done done)
{
    if (const auto known = m_documents.constFind(apiVersion); known != m_documents.constEnd()) {
        QTimer::singleShot(0, this, [done = std::move(done), document = *known] { done(document); });
        return;
    }
    std::vector<Done>& waiting = m_waiting[apiVersion];
    waiting.push_back(std::move(done));
    if (waiting.size() > 1)
        return;
    client::ApiRequest request;
    request.path =
        (apiVersion.contains(QLatin1Char('/')) ? "/openapi/v3/apis/" : "/openapi/v3/api/") + apiVersion.toStdString();
    m_calls[apiVersion] = m_transport.send(
        std::move(request), [this, apiVersion, asked = m_round](const Result<client::ApiResponse>& response) {
            answer(apiVersion, asked, response);
        });
}

void OpenApi::forget(const QString& group)
{
    ++m_round;
    if (group.isEmpty())
        m_documents.clear();
    else
        m_documents.removeIf(
            [&group](const auto& entry) { return entry.key().section(QLatin1Char('/'), 0, 0) == group; });
    emit forgotten();
}

void OpenApi::answer(const QString& apiVersion, int asked, const Result<client::ApiResponse>& response)
{
    const QString problem = problemOf(response);
    Result<std::shared_ptr<const std::string>> result = Error{ErrorCode::NotFound, problem.toStdString()};
    if (problem.isEmpty()) {
        if (asked == m_round)
            m_documents.insert(apiVersion, response->body);
        result = response->body;
    }
    for (const Done& done : m_waiting.take(apiVersion))
        done(result);
}

} // namespace skiff::session
