#pragma once

#include "cluster/base/result.h"
#include "cluster/data/value.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::api::custom {

/// A simple JSONPath, as printer columns and scale have it: .spec.size, .metadata.labels['a/b'], .a\.b,
/// .status.conditions[?(@.type=="Ready")].status, .list[0], .list[*].name. Immutable; any thread.
class JsonPath
{
public:
    /// InvalidArgument says what is wrong.
    static Result<JsonPath> parse(std::string_view text);

    /// The first value it leads to, or nullptr.
    const data::Value* first(const data::Value& root) const;

    /// The names, when it consists of nothing else (.spec.replicas); empty otherwise.
    const std::vector<std::string>& fields() const { return m_fields; }
    /// Sets the value where fields() leads; objects on the way are made.
    void set(data::Value& root, data::Value value) const;

private:
    struct Step
    {
        enum class Kind
        {
            Member,
            Element,
            All,
            Filter
        } kind = Kind::Member;
        std::string name;              ///< of the member; of the filter's operator
        int64_t index = 0;             ///< from the end when it is negative
        std::vector<std::string> path; ///< what the filter looks at
        data::Value value;             ///< what it compares with; null for a filter that only asks for presence
    };
    static Result<Step> parseBracket(std::string_view inside);
    const data::Value* follow(const data::Value& value, size_t step) const;
    static bool passes(const data::Value& value, const Step& filter);

    std::vector<Step> m_steps;
    std::vector<std::string> m_fields;
};

} // namespace skiff::api::custom
