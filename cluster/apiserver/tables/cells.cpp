#include "cluster/apiserver/tables/cells.h"

#include "cluster/apiserver/status_error.h"
#include "cluster/semantics/human_duration.h"
#include "cluster/semantics/label_selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace skiff::apiserver {

void RowCells::appendTo(std::string& out, WallTime now) const
{
    out += '[';
    size_t done = 0;
    for (const Age& age : ages) {
        out.append(text, done, age.place - done);
        out += semantics::humanDuration(now - age.since);
        done = age.place;
    }
    out.append(text, done);
    out += ']';
}

void Cells::separate()
{
    if (!std::exchange(m_first, false))
        m_out.text += ',';
}

void Cells::text(std::string_view value)
{
    separate();
    m_out.text += quoted(value);
}

void Cells::number(int64_t value)
{
    separate();
    m_out.text += std::to_string(value);
}

void Cells::boolean(bool value)
{
    separate();
    m_out.text += value ? "true" : "false";
}

void Cells::null()
{
    separate();
    m_out.text += "null";
}

void Cells::raw(std::string_view json)
{
    separate();
    m_out.text += json;
}

void Cells::age(data::Node time)
{
    WallTime since;
    if (parseTime(time.asString(), since))
        textWithAge({}, since, {});
    else
        text("<unknown>");
}

void Cells::textWithAge(std::string_view before, WallTime since, std::string_view after)
{
    text(before);
    m_out.text.pop_back(); // the quote
    m_out.ages.push_back({m_out.text.size(), since});
    const std::string rest = quoted(after);
    m_out.text.append(rest, 1);
}

std::string formatLabels(data::Node map)
{
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    for (auto it = map.begin(); it != map.end(); ++it)
        labels.emplace_back(it.key(), (*it).asString());
    std::sort(labels.begin(), labels.end());
    std::string text;
    for (const auto& [key, value] : labels)
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, value);
    return text.empty() ? "<none>" : text;
}

std::string formatSelector(data::Node selector)
{
    const auto parsed = semantics::LabelSelector::fromObject(selector);
    if (!selector || !parsed.ok() || parsed->isEverything())
        return "<none>";
    return parsed->toString();
}

std::string joinMembers(data::Node list, std::string_view member)
{
    std::string text;
    for (const data::Node element : list)
        text.append(text.empty() ? "" : ",").append(element[member].asString());
    return text;
}

std::string joinTexts(data::Node list, std::string_view separator)
{
    std::string text;
    for (const data::Node element : list)
        text.append(text.empty() ? std::string_view() : separator).append(element.asString());
    return text;
}

data::Node findCondition(data::Node object, std::string_view type)
{
    for (const data::Node condition : object["status"]["conditions"])
        if (condition["type"].asString() == type)
            return condition;
    return {};
}

} // namespace skiff::apiserver
