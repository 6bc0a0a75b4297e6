#pragma once

#include <cstddef>
#include <string>

namespace skiff::pki {

/// Bytes nobody can guess. Any thread. A machine without randomness ends the process.
std::string randomBytes(size_t count);

/// A random UUID (RFC 4122, version 4) in lower case: metadata.uid.
std::string uuid4();

/// Characters of "bcdfghjklmnpqrstvwxz2456789", which spell nothing by accident: the end of generated names.
std::string randomSuffix(size_t length = 5);

} // namespace skiff::pki
