#pragma once

#include "cluster/apiserver/auth/authorizer.h"
#include "cluster/apiserver/auth/refusal.h"
#include "cluster/base/clock.h"

#include <string_view>

namespace skiff::apiserver::auth {

// The reviews of authorization.k8s.io and authentication.k8s.io. Each takes the document as it was
// posted and gives it back with status filled. Nothing is stored. Any thread.

/// SubjectAccessReview: may the user and groups of spec.
Reviewed reviewSubjectAccess(const Authorizer& authorizer, data::Value review);
/// LocalSubjectAccessReview: the same, only in the namespace of the path.
Reviewed reviewLocalSubjectAccess(const Authorizer& authorizer, std::string_view nameSpace, data::Value review);
/// SelfSubjectAccessReview: may the user who asks.
Reviewed reviewSelfSubjectAccess(const Authorizer& authorizer, const User& user, data::Value review);
/// SelfSubjectRulesReview: what may the user who asks in the namespace of spec.
Reviewed reviewSelfSubjectRules(const Authorizer& authorizer, const User& user, data::Value review);
/// SelfSubjectReview: who asks.
data::Value reviewSelfSubject(const User& user, data::Value review, WallTime now);

/// A user as authentication.k8s.io/v1 UserInfo, without empty fields.
data::Value userInfo(const User& user);

} // namespace skiff::apiserver::auth
