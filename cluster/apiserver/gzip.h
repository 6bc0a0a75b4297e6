#pragma once

#include "cluster/net/http.h"

namespace skiff::apiserver {

/// `plain` packed by gzip, at the quickest level.
std::string gzip(const net::Buffers& plain);

} // namespace skiff::apiserver
