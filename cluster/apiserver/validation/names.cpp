#include "cluster/apiserver/validation/names.h"

#include "cluster/semantics/label_syntax.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver::validation {

namespace {

constexpr size_t labelLength = 63;
constexpr size_t subdomainLength = 253;
constexpr size_t portNameLength = 15;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isLetter(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z');
}

bool isLowerOrDigit(char c)
{
    return isLower(c) || isDigit(c);
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate)
{
    return std::all_of(text.begin(), text.end(), predicate);
}

bool hasLabelShape(std::string_view text)
{
    return !text.empty() && isLowerOrDigit(text.front()) && isLowerOrDigit(text.back()) &&
           all(text, [](char c) { return isLowerOrDigit(c) || c == '-'; });
}

std::string tooLong(size_t most)
{
    return fmt::format("must be no more than {} characters", most);
}

Complaints fromOptional(const std::optional<std::string>& complaint)
{
    return complaint ? Complaints{*complaint} : Complaints{};
}

void refusePathSteps(std::string_view text, Complaints& complaints)
{
    if (text == ".")
        complaints.emplace_back("must not be '.'");
    else if (text == "..")
        complaints.emplace_back("must not be '..'");
    else if (text.starts_with(".."))
        complaints.emplace_back("must not start with '..'");
}

} // namespace

Complaints dnsSubdomain(std::string_view name)
{
    return fromOptional(semantics::dnsSubdomainError(name));
}

Complaints dnsLabel(std::string_view name)
{
    Complaints complaints;
    if (name.size() > labelLength)
        complaints.push_back(tooLong(labelLength));
    if (!hasLabelShape(name)) {
        complaints.emplace_back(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            "end "
            "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
    }
    return complaints;
}

Complaints dns1035Label(std::string_view name)
{
    Complaints complaints;
    if (name.size() > labelLength)
        complaints.push_back(tooLong(labelLength));
    if (!hasLabelShape(name) || !isLower(name.front())) {
        complaints.emplace_back(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
            "validation "
            "is '[a-z]([-a-z0-9]*[a-z0-9])?')");
    }
    return complaints;
}

Complaints qualifiedName(std::string_view name)
{
    return fromOptional(semantics::labelKeyError(name));
}

Complaints labelValue(std::string_view value)
{
    return fromOptional(semantics::labelValueError(value));
}

Complaints pathSegment(std::string_view name)
{
    if (name == "." || name == "..")
        return {fmt::format("may not be '{}'", name)};
    Complaints complaints;
    for (const char c : {'/', '%'}) {
        if (name.find(c) != std::string_view::npos)
            complaints.push_back(fmt::format("may not contain '{}'", c));
    }
    return complaints;
}

Complaints envName(std::string_view name)
{
    Complaints complaints;
    if (name.empty())
        complaints.emplace_back("environment variable name must be non-empty");
    if (!all(name, [](char c) { return c >= ' ' && c <= '~' && c != '='; }))
        complaints.emplace_back(
            "a valid environment variable name must consist only of printable ASCII characters other than '='");
    return complaints;
}

Complaints configKey(std::string_view key)
{
    Complaints complaints;
    if (key.size() > subdomainLength)
        complaints.push_back(tooLong(subdomainLength));
    if (key.empty() ||
        !all(key, [](char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '.' || c == '_'; })) {
        complaints.emplace_back(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
            "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
    }
    refusePathSteps(key, complaints);
    return complaints;
}

Complaints portName(std::string_view name)
{
    Complaints complaints;
    if (name.size() > portNameLength)
        complaints.push_back(tooLong(portNameLength));
    if (!all(name, [](char c) { return isLowerOrDigit(c) || c == '-'; }))
        complaints.emplace_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    if (std::none_of(name.begin(), name.end(), isLower))
        complaints.emplace_back("must contain at least one letter (a-z)");
    if (name.find("--") != std::string_view::npos)
        complaints.emplace_back("must not contain consecutive hyphens");
    if (!name.empty() && (name.front() == '-' || name.back() == '-'))
        complaints.emplace_back("must not begin or end with a hyphen");
    return complaints;
}

Complaints portNumber(int64_t port)
{
    return port >= 1 && port <= 65535 ? Complaints{} : Complaints{betweenInclusive(1, 65535)};
}

Complaints httpHeaderName(std::string_view name)
{
    if (!name.empty() && all(name, [](char c) { return isLetter(c) || isDigit(c) || c == '-'; }))
        return {};
    return {"a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for "
            "validation is '[-A-Za-z0-9]+')"};
}

bool isIPv4(std::string_view address)
{
    in_addr parsed{};
    return inet_pton(AF_INET, std::string(address).c_str(), &parsed) == 1;
}

bool isIPv6(std::string_view address)
{
    in6_addr parsed{};
    return inet_pton(AF_INET6, std::string(address).c_str(), &parsed) == 1;
}

Complaints ipAddress(std::string_view address)
{
    if (isIPv4(address) || isIPv6(address))
        return {};
    return {"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"};
}

std::string betweenInclusive(int64_t low, int64_t high)
{
    return fmt::format("must be between {} and {}, inclusive", low, high);
}

} // namespace skiff::apiserver::validation
