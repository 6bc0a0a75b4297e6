#include "cluster/apiserver/validation/go_text.h"

#include <fmt/format.h>

#include <map>

namespace skiff::apiserver::validation {

std::string goStringMap(const Field& map)
{
    if (!map)
        return "map[string]string(nil)";
    std::map<std::string_view, std::string_view> sorted;
    for (const auto& [key, value] : map.members())
        sorted.emplace(key, value.text());
    std::string text;
    for (const auto& [key, value] : sorted)
        text += fmt::format("{}{}:{}", text.empty() ? "" : ", ", quote(key), quote(value));
    return fmt::format("map[string]string{{{}}}", text);
}

std::string goStringList(const Field& list)
{
    if (!list)
        return "[]string(nil)";
    std::string text;
    for (const Field& each : list.elements())
        text += fmt::format("{}{}", text.empty() ? "" : ", ", quote(each.text()));
    return fmt::format("[]string{{{}}}", text);
}

std::string goLabelSelector(const Field& selector)
{
    std::string expressions;
    for (const Field& each : selector["matchExpressions"].elements()) {
        expressions += fmt::format("{}v1.LabelSelectorRequirement{{Key:{}, Operator:{}, Values:{}}}",
                                   expressions.empty() ? "" : ", ", quote(each["key"].text()),
                                   quote(each["operator"].text()), goStringList(each["values"]));
    }
    const std::string list = selector["matchExpressions"]
                                 ? fmt::format("[]v1.LabelSelectorRequirement{{{}}}", expressions)
                                 : "[]v1.LabelSelectorRequirement(nil)";
    return fmt::format("v1.LabelSelector{{MatchLabels:{}, MatchExpressions:{}}}", goStringMap(selector["matchLabels"]),
                       list);
}

std::string goIntOrString(const Field& value)
{
    return fmt::format("intstr.IntOrString{{Type:{}, IntVal:{}, StrVal:{}}}", value.isText() ? 1 : 0, value.number(),
                       quote(value.text()));
}

} // namespace skiff::apiserver::validation
