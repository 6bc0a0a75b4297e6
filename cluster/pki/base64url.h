#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff::pki {

/// Base64 with '-' and '_' and no padding (RFC 4648, section 5): how tokens hold bytes.
std::string toBase64Url(std::string_view bytes);
/// The bytes, or nothing when a character is foreign or bits are left over.
std::optional<std::string> fromBase64Url(std::string_view text);

} // namespace skiff::pki
