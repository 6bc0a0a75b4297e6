#include "cluster/semantics/node_affinity.h"

#include "cluster/semantics/label_selector.h"

#include <optional>

namespace skiff::semantics {

namespace {

std::optional<SelectorOperator> operatorOf(std::string_view word)
{
    if (word == "In")
        return SelectorOperator::In;
    if (word == "NotIn")
        return SelectorOperator::NotIn;
    if (word == "Exists")
        return SelectorOperator::Exists;
    if (word == "DoesNotExist")
        return SelectorOperator::DoesNotExist;
    if (word == "Gt")
        return SelectorOperator::GreaterThan;
    if (word == "Lt")
        return SelectorOperator::LessThan;
    return std::nullopt;
}

bool holds(const api::NodeSelectorRequirementView& view, std::optional<std::string_view> value)
{
    const auto op = operatorOf(view.operator_());
    if (!op)
        return false;
    LabelRequirement requirement{std::string(view.key()), *op, {}};
    for (const std::string_view each : view.values())
        requirement.values.emplace_back(each);
    return requirement.matches(value);
}

} // namespace

bool matchesNodeSelectorTerm(const api::NodeSelectorTermView& term, const api::NodeView& node)
{
    if (term.matchExpressions().empty() && term.matchFields().empty())
        return false;
    for (const api::NodeSelectorRequirementView requirement : term.matchExpressions())
        if (!holds(requirement, node.metadata().labels().find(requirement.key())))
            return false;
    for (const api::NodeSelectorRequirementView requirement : term.matchFields())
        if (requirement.key() != "metadata.name" || !holds(requirement, node.metadata().name()))
            return false;
    return true;
}

bool matchesNodeSelector(const api::NodeSelectorView& selector, const api::NodeView& node)
{
    for (const api::NodeSelectorTermView term : selector.nodeSelectorTerms())
        if (matchesNodeSelectorTerm(term, node))
            return true;
    return false;
}

bool podWantsNode(const api::PodView& pod, const api::NodeView& node)
{
    for (const auto& [key, value] : pod.spec().nodeSelector())
        if (node.metadata().labels().find(key) != std::optional<std::string_view>(value))
            return false;
    const auto required = pod.spec().affinity().nodeAffinity().requiredDuringSchedulingIgnoredDuringExecution();
    return !required || matchesNodeSelector(required, node);
}

int64_t nodePreference(const api::PodView& pod, const api::NodeView& node)
{
    int64_t sum = 0;
    for (const auto& preferred : pod.spec().affinity().nodeAffinity().preferredDuringSchedulingIgnoredDuringExecution())
        if (matchesNodeSelectorTerm(preferred.preference(), node))
            sum += preferred.weight().value_or(0);
    return sum;
}

} // namespace skiff::semantics
