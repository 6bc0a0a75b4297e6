#include "cluster/apiserver/filters/authorization_filter.h"

namespace skiff::apiserver {

auth::Attributes attributesOf(const RequestContext& request)
{
    const RequestInfo& info = request.info;
    auth::Attributes attributes;
    attributes.verb = info.verb;
    attributes.resourceRequest = info.isResource;
    attributes.path = info.path;
    attributes.apiGroup = info.group;
    attributes.apiVersion = info.version;
    attributes.resource = info.resource;
    attributes.subresource = info.subresource;
    attributes.nameSpace = info.namespaceName;
    attributes.name = info.name;
    attributes.fieldSelector = request.query.get("fieldSelector");
    return attributes;
}

StatusError forbiddenRequest(const auth::User& user, const auth::Attributes& attributes, std::string_view reason)
{
    StatusError refusal;
    refusal.code = 403;
    refusal.reason = "Forbidden";
    refusal.message = auth::forbiddenMessage(user, attributes, reason);
    refusal.details = true;
    refusal.name = attributes.name;
    refusal.group = attributes.apiGroup;
    refusal.kind = attributes.resource;
    return refusal;
}

Step AuthorizationFilter::apply(const ContextPtr& request)
{
    const auth::Attributes attributes = attributesOf(*request);
    const auth::Verdict verdict = m_authorizer.authorize(*request->user, attributes);
    if (verdict.decision == auth::Decision::Allow)
        return Step::Next;
    request->fail(forbiddenRequest(*request->user, attributes, verdict.reason));
    return Step::Answered;
}

} // namespace skiff::apiserver
