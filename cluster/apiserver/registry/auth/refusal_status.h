#pragma once

#include "cluster/apiserver/auth/refusal.h"
#include "cluster/apiserver/status_error.h"

namespace skiff::apiserver {

/// What auth/ refuses, as a Status.
StatusError toStatus(const auth::Refusal& refusal);

} // namespace skiff::apiserver
