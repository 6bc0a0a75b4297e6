#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::semantics {

enum class SelectorOperator
{
    Equals,
    NotEquals,
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan
};

/// One condition on a label: key, operator and what it compares with (sorted, without doubles).
struct LabelRequirement
{
    std::string key;
    SelectorOperator op = SelectorOperator::Exists;
    std::vector<std::string> values;

    /// True when an object whose label `key` has `value` (nothing: no such label) meets the condition.
    bool matches(std::optional<std::string_view> value) const;
    std::string toString() const;
    bool operator==(const LabelRequirement&) const = default;
};

/// Which objects are meant, by their labels: requirements that all must hold. The empty selector
/// takes everything; nothing() takes nothing. An immutable value; any thread.
class LabelSelector
{
public:
    LabelSelector() = default; ///< everything

    static LabelSelector nothing();
    /// The query form: "app=web,tier in (a, b),!old,size gt 3". InvalidArgument in Kubernetes' words.
    static Result<LabelSelector> parse(std::string_view text);
    /// metav1.LabelSelector: absent takes nothing, {} everything. InvalidArgument for a bad operator or value.
    static Result<LabelSelector> fromObject(data::Node selector);
    /// A map of label to value (Service.spec.selector): all must be equal. The empty map takes everything.
    static LabelSelector fromMap(data::Node map);
    static LabelSelector fromMap(const std::map<std::string, std::string>& map);

    /// `labels` is metadata.labels: an object of strings, or nothing.
    bool matches(data::Node labels) const;
    bool matches(const std::map<std::string, std::string>& labels) const;
    /// `lookup(key)` gives the label's value as optional<string_view>.
    template <class Lookup>
    bool matchesWith(Lookup&& lookup) const
    {
        if (m_nothing)
            return false;
        for (const LabelRequirement& requirement : m_requirements)
            if (!requirement.matches(lookup(std::string_view(requirement.key))))
                return false;
        return true;
    }

    bool isEverything() const { return !m_nothing && m_requirements.empty(); }
    bool isNothing() const { return m_nothing; }
    /// Sorted by key.
    const std::vector<LabelRequirement>& requirements() const { return m_requirements; }
    /// The query form, as Scale.status.selector has it ("a=b,c in (d,e)"); empty for everything.
    std::string toString() const;
    bool operator==(const LabelSelector&) const = default;

private:
    explicit LabelSelector(std::vector<LabelRequirement> requirements);

    std::vector<LabelRequirement> m_requirements;
    bool m_nothing = false;
};

} // namespace skiff::semantics
