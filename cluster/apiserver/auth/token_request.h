#pragma once

#include "cluster/apiserver/auth/refusal.h"
#include "cluster/apiserver/auth/service_account_tokens.h"

#include <string_view>

namespace skiff::apiserver::auth {

/// POST …/serviceaccounts/NAME/token: `request` is the TokenRequest (defaults applied or not); the
/// answer is the same with spec completed and status filled. `user` asks: a node gets tokens only
/// for pods that run on it. That the account exists is checked here.
Reviewed requestToken(const ServiceAccountTokens& tokens, const User& user, std::string_view nameSpace,
                      std::string_view name, data::Value request);

/// POST …/tokenreviews: who the token in spec belongs to.
Reviewed reviewToken(const ServiceAccountTokens& tokens, data::Value review);

} // namespace skiff::apiserver::auth
