#include "cluster/semantics/label_syntax.h"

#include <algorithm>

namespace skiff::semantics {

namespace {

constexpr size_t maxNameLength = 63;
constexpr size_t maxSubdomainLength = 253;

constexpr std::string_view qualifiedNameRule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view labelValueRule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::string_view subdomainRule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

bool isLowerAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool isAlphanumeric(char c)
{
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
}

bool isName(std::string_view text)
{
    return !text.empty() && isAlphanumeric(text.front()) && isAlphanumeric(text.back()) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool isDnsLabel(std::string_view text)
{
    return !text.empty() && isLowerAlphanumeric(text.front()) && isLowerAlphanumeric(text.back()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLowerAlphanumeric(c) || c == '-'; });
}

bool isSubdomain(std::string_view text)
{
    while (true) {
        const size_t dot = text.find('.');
        if (!isDnsLabel(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

std::string tooLong(size_t most)
{
    return "must be no more than " + std::to_string(most) + " characters";
}

void append(std::string& errors, std::string_view error)
{
    if (!errors.empty())
        errors += "; ";
    errors += error;
}

} // namespace

std::optional<std::string> dnsSubdomainError(std::string_view name)
{
    std::string errors;
    if (name.size() > maxSubdomainLength)
        append(errors, tooLong(maxSubdomainLength));
    if (!isSubdomain(name))
        append(errors, subdomainRule);
    return errors.empty() ? std::nullopt : std::optional(errors);
}

std::optional<std::string> labelKeyError(std::string_view key)
{
    std::string errors;
    std::string_view name = key;
    if (const size_t slash = key.find('/'); slash != std::string_view::npos) {
        const std::string_view prefix = key.substr(0, slash);
        name = key.substr(slash + 1);
        if (name.find('/') != std::string_view::npos)
            return "a qualified name " + std::string(qualifiedNameRule) +
                   " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        if (prefix.empty())
            append(errors, "prefix part must be non-empty");
        else if (const auto error = dnsSubdomainError(prefix))
            append(errors, "prefix part " + *error);
    }
    if (name.empty())
        append(errors, "name part must be non-empty");
    else if (name.size() > maxNameLength)
        append(errors, "name part " + tooLong(maxNameLength));
    if (!isName(name))
        append(errors, "name part " + std::string(qualifiedNameRule));
    return errors.empty() ? std::nullopt : std::optional(errors);
}

std::optional<std::string> labelValueError(std::string_view value)
{
    std::string errors;
    if (value.size() > maxNameLength)
        append(errors, tooLong(maxNameLength));
    if (!value.empty() && !isName(value))
        append(errors, labelValueRule);
    return errors.empty() ? std::nullopt : std::optional(errors);
}

} // namespace skiff::semantics
