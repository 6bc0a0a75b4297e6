#pragma once

#include "cluster/apiserver/handlers/target.h"
#include "cluster/apiserver/security.h"
#include "cluster/apiserver/special_endpoints.h"

namespace skiff::apiserver {

/// Access reviews, token reviews and token requests: posted, answered, not stored.
void addReviewEndpoints(SpecialEndpoints& endpoints, const ApiServices& services, const Security& security);

} // namespace skiff::apiserver
