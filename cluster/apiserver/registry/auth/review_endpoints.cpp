#include "cluster/apiserver/registry/auth/review_endpoints.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/auth/reviews.h"
#include "cluster/apiserver/auth/token_request.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/pipeline.h"
#include "cluster/apiserver/registry/auth/refusal_status.h"

namespace skiff::apiserver {

namespace {

using ReviewFunction = std::function<auth::Reviewed(const RequestContext& request, data::Value review)>;

void answerReview(const ContextPtr& request, const ExpectedKind& kind, const ReviewFunction& review)
{
    auto body = readObjectBody(request->http(), kind, FieldValidation::Warn, request->warnings);
    if (!body.ok())
        return request->fail(body.error());
    auth::Reviewed result = review(*request, std::move(body).value());
    if (const auto* refusal = std::get_if<auth::Refusal>(&result))
        return request->fail(toStatus(*refusal));
    if (const auto wanted = representationFor(request, {.message = kind.type}))
        answerJson(request, 201, data::toJson(std::get<data::Value>(result)), *wanted);
}

/// Adds the review `plural` of `group`/v1.
void addReview(SpecialEndpoints& endpoints, const ApiServices& services, std::string_view group, std::string_view plural,
               ReviewFunction review)
{
    const api::Resource* resource = api::findResource(group, "v1", plural);
    if (!resource)
        return;
    endpoints.add(std::string(group) + "/" + std::string(plural), "create",
                  [&services, kind = ExpectedKind::of(*resource), review = std::move(review)](const ContextPtr& request) {
                      services.pool.post([request, kind, review] {
                          runGuarded(request, [&] { answerReview(request, kind, review); });
                      });
                  });
}

void addTokenRequests(SpecialEndpoints& endpoints, const ApiServices& services, const Security& security)
{
    const api::Resource* accounts = api::findResource("", "v1", "serviceaccounts");
    const api::Subresource* token = accounts ? accounts->findSubresource("token") : nullptr;
    if (!token)
        return;
    const ReviewFunction issue = [&security](const RequestContext& request, data::Value body) {
        return auth::requestToken(security.tokens(), *request.user, request.info.namespaceName, request.info.name, std::move(body));
    };
    endpoints.add("/serviceaccounts/token", "create",
                  [&services, kind = ExpectedKind::of(*accounts, token), issue](const ContextPtr& request) {
                      services.pool.post([request, kind, issue] {
                          runGuarded(request, [&] { answerReview(request, kind, issue); });
                      });
                  });
}

} // namespace

void addReviewEndpoints(SpecialEndpoints& endpoints, const ApiServices& services, const Security& security)
{
    constexpr std::string_view authorization = "authorization.k8s.io";
    constexpr std::string_view authentication = "authentication.k8s.io";
    const auth::Authorizer& authorizer = security.authorizer();
    addReview(endpoints, services, authorization, "subjectaccessreviews", [&](const RequestContext&, data::Value review) {
        return auth::reviewSubjectAccess(authorizer, std::move(review));
    });
    addReview(endpoints, services, authorization, "localsubjectaccessreviews", [&](const RequestContext& request, data::Value review) {
        return auth::reviewLocalSubjectAccess(authorizer, request.info.namespaceName, std::move(review));
    });
    addReview(endpoints, services, authorization, "selfsubjectaccessreviews", [&](const RequestContext& request, data::Value review) {
        return auth::reviewSelfSubjectAccess(authorizer, *request.user, std::move(review));
    });
    addReview(endpoints, services, authorization, "selfsubjectrulesreviews", [&](const RequestContext& request, data::Value review) {
        return auth::reviewSelfSubjectRules(authorizer, *request.user, std::move(review));
    });
    addReview(endpoints, services, authentication, "selfsubjectreviews",
              [&](const RequestContext& request, data::Value review) -> auth::Reviewed {
                  return auth::reviewSelfSubject(*request.user, std::move(review), services.clock.now());
              });
    addReview(endpoints, services, authentication, "tokenreviews", [&](const RequestContext&, data::Value review) {
        return auth::reviewToken(security.tokens(), std::move(review));
    });
    addTokenRequests(endpoints, services, security);
}

} // namespace skiff::apiserver
