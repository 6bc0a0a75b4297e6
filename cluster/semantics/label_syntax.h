#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff::semantics {

/// Why `key` is no label or annotation key ("example.com/name"), in Kubernetes' words; nothing when it is one.
std::optional<std::string> labelKeyError(std::string_view key);

/// Why `value` is no label value, in Kubernetes' words; nothing when it is one.
std::optional<std::string> labelValueError(std::string_view value);

/// Why `name` is no DNS-1123 subdomain, in Kubernetes' words; nothing when it is one.
std::optional<std::string> dnsSubdomainError(std::string_view name);

} // namespace skiff::semantics
