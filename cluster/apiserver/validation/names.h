#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::validation {

/// Why a text breaks a rule, in Kubernetes' words; empty when it keeps it.
using Complaints = std::vector<std::string>;

Complaints dnsSubdomain(std::string_view name);
Complaints dnsLabel(std::string_view name);
/// A label that starts with a letter: names of services.
Complaints dns1035Label(std::string_view name);
/// "name" or "example.com/name": keys of labels, annotations and resources.
Complaints qualifiedName(std::string_view name);
Complaints labelValue(std::string_view value);
/// A segment of a URL: names of RBAC objects.
Complaints pathSegment(std::string_view name);
Complaints envName(std::string_view name);
/// A key of a ConfigMap or Secret.
Complaints configKey(std::string_view key);
Complaints portName(std::string_view name);
Complaints portNumber(int64_t port);
Complaints httpHeaderName(std::string_view name);

bool isIPv4(std::string_view address);
bool isIPv6(std::string_view address);
Complaints ipAddress(std::string_view address);

/// "must be between 1 and 5, inclusive".
std::string betweenInclusive(int64_t low, int64_t high);

} // namespace skiff::apiserver::validation
