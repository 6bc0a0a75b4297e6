#pragma once

#include "cluster/base/result.h"
#include "cluster/data/value.h"
#include "cluster/pki/key.h"

#include <span>
#include <string>
#include <string_view>

namespace skiff::pki {

/// A JSON web token (RFC 7519) with `claims`, signed ES256; its header names the key by Key::id().
Result<std::string> signToken(const Key& key, const data::Value& claims);

/// The claims of a token that one of `keys` signed. Unauthenticated when it is malformed, has
/// another algorithm, or nobody's signature. Times and audiences are the caller's to check.
Result<data::Value> verifyToken(std::string_view token, std::span<const Key> keys);

/// The claims of any well-formed token, whoever signed it: to find out whose it claims to be.
Result<data::Value> readUnverifiedClaims(std::string_view token);

/// The public keys as a JSON web key set (RFC 7517): {"keys":[...]}.
data::Value keySet(std::span<const Key> keys);

} // namespace skiff::pki
