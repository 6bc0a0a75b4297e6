#include "app/session/access.h"

#include "app/session/api_words.h"
#include "cluster/data/value.h"

namespace skiff::session {

Access::Access(client::Transport& transport, QObject* parent) : QObject(parent), m_transport(transport) {}

Access::~Access() = default;

Access::Answer Access::may(const QString& verb, const model::ResourceKind& kind, const QString& nameSpace,
                           const QString& subresource, const QString& name)
{
    const QString place = nameSpace.isEmpty() ? QStringLiteral("default") : nameSpace;
    if (const auto rules = m_rules.constFind(place); rules != m_rules.constEnd()) {
        const Answer answer = rules->may(verb, kind, subresource, name);
        // Rules of one namespace do not say that a list over all is refused, but a grant by a role
        // there does not allow it either: the server has the last word.
        return nameSpace.isEmpty() && kind.namespaced && answer == Answer::Yes ? Answer::Unknown : answer;
    }
    if (!m_calls.contains(place))
        ask(place);
    return Answer::Unknown;
}

void Access::forget()
{
    m_calls.clear();
    m_rules.clear();
    emit changed();
}

void Access::ask(const QString& nameSpace)
{
    client::ApiRequest request;
    request.method = "POST";
    request.path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    request.contentType = "application/json";
    request.body = data::toJson(data::Object{{"apiVersion", "authorization.k8s.io/v1"},
                                             {"kind", "SelfSubjectRulesReview"},
                                             {"spec", data::Object{{"namespace", nameSpace.toStdString()}}}});
    m_calls[nameSpace] =
        m_transport.send(std::move(request), [this, nameSpace](const Result<client::ApiResponse>& response) {
            // A server that does not answer this leaves everything Unknown: then it is tried.
            if (!problemOf(response).isEmpty())
                return;
            if (Result<model::AccessRules> rules = model::AccessRules::decode(*response->body); rules.ok()) {
                m_rules.insert(nameSpace, std::move(*rules));
                emit changed();
            }
        });
}

} // namespace skiff::session
