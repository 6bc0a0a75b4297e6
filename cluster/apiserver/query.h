#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::apiserver {

/// A request's query parameters. A value; empty for most GETs.
class Query
{
public:
    Query() = default;
    explicit Query(std::string_view encoded);

    bool has(std::string_view name) const;
    std::string_view get(std::string_view name) const;            ///< the first, or empty
    std::vector<std::string_view> all(std::string_view name) const;
    /// Absent, "0" and "false" (any case) are false; everything else, also empty, is true.
    bool flag(std::string_view name) const;
    /// The whole number, or nothing when it is absent or none.
    std::optional<int64_t> number(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> m_parameters;
};

} // namespace skiff::apiserver
