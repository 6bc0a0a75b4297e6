#include "cluster/semantics/label_selector.h"

#include "cluster/semantics/label_selector_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace skiff::semantics {

namespace {

bool greater(std::string_view a, std::string_view b, bool& comparable)
{
    int64_t left = 0;
    int64_t right = 0;
    comparable = std::from_chars(a.data(), a.data() + a.size(), left).ec == std::errc() &&
                 std::from_chars(b.data(), b.data() + b.size(), right).ec == std::errc();
    return left > right;
}

Result<SelectorOperator> objectOperator(std::string_view word)
{
    if (word == "In")
        return SelectorOperator::In;
    if (word == "NotIn")
        return SelectorOperator::NotIn;
    if (word == "Exists")
        return SelectorOperator::Exists;
    if (word == "DoesNotExist")
        return SelectorOperator::DoesNotExist;
    return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" is not a valid label selector operator", word)};
}

} // namespace

bool LabelRequirement::matches(std::optional<std::string_view> value) const
{
    const auto listed = [&] {
        return value && std::find(values.begin(), values.end(), *value) != values.end();
    };
    switch (op) {
    case SelectorOperator::Equals:
    case SelectorOperator::In:
        return listed();
    case SelectorOperator::NotEquals:
    case SelectorOperator::NotIn:
        return !listed();
    case SelectorOperator::Exists:
        return value.has_value();
    case SelectorOperator::DoesNotExist:
        return !value;
    case SelectorOperator::GreaterThan:
    case SelectorOperator::LessThan: {
        if (!value || values.size() != 1)
            return false;
        bool comparable = false;
        const bool isGreater = op == SelectorOperator::GreaterThan ? greater(*value, values[0], comparable)
                                                                   : greater(values[0], *value, comparable);
        return comparable && isGreater;
    }
    }
    return false;
}

std::string LabelRequirement::toString() const
{
    const std::string_view first = values.empty() ? std::string_view() : std::string_view(values.front());
    switch (op) {
    case SelectorOperator::Equals:
        return fmt::format("{}={}", key, first);
    case SelectorOperator::NotEquals:
        return fmt::format("{}!={}", key, first);
    case SelectorOperator::In:
        return fmt::format("{} in ({})", key, fmt::join(values, ","));
    case SelectorOperator::NotIn:
        return fmt::format("{} notin ({})", key, fmt::join(values, ","));
    case SelectorOperator::Exists:
        return key;
    case SelectorOperator::DoesNotExist:
        return "!" + key;
    case SelectorOperator::GreaterThan:
        return fmt::format("{}>{}", key, first);
    case SelectorOperator::LessThan:
        return fmt::format("{}<{}", key, first);
    }
    return {};
}

LabelSelector::LabelSelector(std::vector<LabelRequirement> requirements) : m_requirements(std::move(requirements))
{
    std::stable_sort(m_requirements.begin(), m_requirements.end(),
                     [](const LabelRequirement& a, const LabelRequirement& b) { return a.key < b.key; });
}

LabelSelector LabelSelector::nothing()
{
    LabelSelector selector;
    selector.m_nothing = true;
    return selector;
}

Result<LabelSelector> LabelSelector::parse(std::string_view text)
{
    SKIFF_TRY_ASSIGN(auto requirements, parseLabelRequirements(text));
    return LabelSelector(std::move(requirements));
}

Result<LabelSelector> LabelSelector::fromObject(data::Node selector)
{
    if (!selector || selector.isNull())
        return nothing();
    std::vector<LabelRequirement> requirements;
    const data::Node labels = selector["matchLabels"];
    for (auto it = labels.begin(); it != labels.end(); ++it)
        requirements.push_back({std::string(it.key()), SelectorOperator::Equals, {std::string((*it).asString())}});
    for (const data::Node expression : selector["matchExpressions"]) {
        LabelRequirement requirement;
        requirement.key = expression["key"].asString();
        SKIFF_TRY_ASSIGN(requirement.op, objectOperator(expression["operator"].asString()));
        for (const data::Node value : expression["values"])
            requirement.values.emplace_back(value.asString());
        SKIFF_TRY(normalise(requirement));
        requirements.push_back(std::move(requirement));
    }
    return LabelSelector(std::move(requirements));
}

LabelSelector LabelSelector::fromMap(data::Node map)
{
    std::vector<LabelRequirement> requirements;
    for (auto it = map.begin(); it != map.end(); ++it)
        requirements.push_back({std::string(it.key()), SelectorOperator::Equals, {std::string((*it).asString())}});
    return LabelSelector(std::move(requirements));
}

LabelSelector LabelSelector::fromMap(const std::map<std::string, std::string>& map)
{
    std::vector<LabelRequirement> requirements;
    for (const auto& [key, value] : map)
        requirements.push_back({key, SelectorOperator::Equals, {value}});
    return LabelSelector(std::move(requirements));
}

bool LabelSelector::matches(data::Node labels) const
{
    return matchesWith([labels](std::string_view key) -> std::optional<std::string_view> {
        const data::Node value = labels[key];
        return value ? std::optional(value.asString()) : std::nullopt;
    });
}

bool LabelSelector::matches(const std::map<std::string, std::string>& labels) const
{
    return matchesWith([&labels](std::string_view key) -> std::optional<std::string_view> {
        const auto found = labels.find(std::string(key));
        return found == labels.end() ? std::nullopt : std::optional<std::string_view>(found->second);
    });
}

std::string LabelSelector::toString() const
{
    std::string text;
    for (const LabelRequirement& requirement : m_requirements) {
        if (!text.empty())
            text += ',';
        text += requirement.toString();
    }
    return text;
}

} // namespace skiff::semantics
