#pragma once

#include <string>

namespace skiff::apiserver {

/// A version 4 UUID from the system's random numbers. Any thread.
std::string newUuid();

/// `length` characters for a generated name, from the 27 that cannot spell words or be confused.
std::string newNameSuffix(size_t length);

} // namespace skiff::apiserver
