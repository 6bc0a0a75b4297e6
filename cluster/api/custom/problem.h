#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace skiff::api::custom {

/// One thing that is wrong with a value or a schema, as a metav1.StatusCause names it.
struct Problem
{
    std::string reason;  ///< "FieldValueInvalid"
    std::string message; ///< "Invalid value: 11: spec.n in body should be less than or equal to 10"
    std::string field;   ///< "spec.n"
};
using Problems = std::vector<Problem>;

/// `value` is written as it shall be shown.
inline Problem invalid(std::string field, std::string_view value, std::string_view why)
{
    return {"FieldValueInvalid", fmt::format("Invalid value: {}: {}", value, why), std::move(field)};
}
inline Problem required(std::string field, std::string_view why = {})
{
    return {"FieldValueRequired", why.empty() ? "Required value" : fmt::format("Required value: {}", why),
            std::move(field)};
}
inline Problem forbidden(std::string field, std::string_view why)
{
    return {"FieldValueForbidden", fmt::format("Forbidden: {}", why), std::move(field)};
}
inline Problem duplicate(std::string field, std::string_view value)
{
    return {"FieldValueDuplicate", fmt::format("Duplicate value: {}", value), std::move(field)};
}

/// A `path` with one more step.
inline std::string child(const std::string& path, std::string_view name)
{
    return path.empty() ? std::string(name) : path + "." + std::string(name);
}
inline std::string element(const std::string& path, size_t index)
{
    return fmt::format("{}[{}]", path, index);
}
inline std::string entry(const std::string& path, std::string_view key)
{
    return fmt::format("{}[{}]", path, key);
}

} // namespace skiff::api::custom
