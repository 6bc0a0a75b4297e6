#include "cluster/apiserver/query.h"

#include "cluster/net/http.h"

#include <charconv>
#include <strings.h>

namespace skiff::apiserver {

Query::Query(std::string_view encoded)
{
    if (!encoded.empty())
        m_parameters = net::parseQuery(encoded);
}

bool Query::has(std::string_view name) const
{
    for (const auto& [key, value] : m_parameters)
        if (key == name)
            return true;
    return false;
}

std::string_view Query::get(std::string_view name) const
{
    for (const auto& [key, value] : m_parameters)
        if (key == name)
            return value;
    return {};
}

std::vector<std::string_view> Query::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [key, value] : m_parameters)
        if (key == name)
            values.push_back(value);
    return values;
}

bool Query::flag(std::string_view name) const
{
    if (!has(name))
        return false;
    const std::string value(get(name));
    return value != "0" && strcasecmp(value.c_str(), "false") != 0;
}

std::optional<int64_t> Query::number(std::string_view name) const
{
    const std::string_view text = get(name);
    int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace skiff::apiserver
