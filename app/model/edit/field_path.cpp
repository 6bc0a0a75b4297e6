#include "app/model/edit/field_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace skiff::model::edit {

namespace {

constexpr std::string_view AfterName = ".[";

/// The end of the JSON value that begins at `from`: strings are skipped whole.
size_t endOfValue(std::string_view text, size_t from)
{
    bool quoted = false;
    for (size_t i = from; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == ',' || text[i] == ']'))
            return i;
    }
    return text.size();
}

/// A value in a path. A number with a fraction is read to its nearest double: the reader of documents may be off by the
/// last bit, and then a path would not mean the same once it is written and read.
Result<data::Value> readValue(std::string_view json)
{
    SKIFF_TRY_ASSIGN(data::Value value, data::parseJson(json));
    if (value.is_double()) {
        const size_t begin = std::min(json.find_first_not_of(" \t\r\n"), json.size());
        double exact = 0;
        if (std::from_chars(json.data() + begin, json.data() + json.size(), exact).ec != std::errc())
            return Error{ErrorCode::InvalidArgument, fmt::format("{} is no number that can be told from others", json)};
        value = exact;
    }
    return value;
}

/// What is between brackets: an index, ="value", or key="value",key=2.
Result<PathStep> readElement(std::string_view text)
{
    size_t index = 0;
    const char* const end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, index); read.ec == std::errc() && read.ptr == end)
        return PathStep::at(index);
    if (text.starts_with('=')) {
        SKIFF_TRY_ASSIGN(data::Value value, readValue(text.substr(1)));
        return PathStep::of(std::move(value));
    }
    std::vector<std::pair<std::string, data::Value>> keys;
    for (size_t at = 0; at < text.size();) {
        const size_t equals = text.find('=', at);
        const std::string_view key = text.substr(at, equals - at);
        if (equals == std::string_view::npos || key.empty() || key.find_first_of("\"[],") != std::string_view::npos)
            return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" names no element of a list", text)};
        const size_t after = endOfValue(text, equals + 1);
        SKIFF_TRY_ASSIGN(data::Value value, readValue(text.substr(equals + 1, after - equals - 1)));
        keys.emplace_back(std::string(key), std::move(value));
        at = after + 1;
    }
    if (keys.empty())
        return Error{ErrorCode::InvalidArgument, "a path has empty brackets"};
    return PathStep::withKeys(std::move(keys));
}

/// The end of the bracket that opens at `from`.
size_t endOfBracket(std::string_view text, size_t from)
{
    size_t at = from + 1;
    while (at < text.size() && text[at] != ']') {
        at = endOfValue(text, at);
        if (at < text.size() && text[at] == ',')
            ++at;
    }
    return at;
}

template <typename Element>
auto* elementOf(Element& list, const PathStep& step)
{
    using Found = decltype(list.data());
    if (step.type == PathStep::Type::Index)
        return step.index < list.size() ? &list[step.index] : Found(nullptr);
    const auto found =
        std::find_if(list.begin(), list.end(), [&step](const data::Value& each) { return step.matches(each); });
    return found == list.end() ? Found(nullptr) : &*found;
}

/// The child of `value` at `step`, or nullptr.
const data::Value* child(const data::Value& value, const PathStep& step)
{
    if (step.type == PathStep::Type::Field)
        return value.is_object() ? value.get_object().if_contains(step.name) : nullptr;
    return value.is_array() ? elementOf(value.get_array(), step) : nullptr;
}

/// Takes a member's name off the front of `text`: the longest that `parent` (may be null) has, else up to a dot.
std::string_view takeName(std::string_view& text, const data::Value* parent)
{
    size_t end = std::min(text.find_first_of(AfterName), text.size());
    if (parent && parent->is_object() && end < text.size())
        for (const auto& [key, member] : parent->get_object()) {
            const bool ends = text.size() == key.size() ||
                              (text.size() > key.size() && AfterName.find(text[key.size()]) != std::string_view::npos);
            if (key.size() > end && ends && text.starts_with(std::string_view(key)))
                end = key.size();
        }
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end);
    return name;
}

/// As child(), but made when it is absent; nullptr when `value` is of another type.
data::Value* ensureChild(data::Value& value, const PathStep& step)
{
    if (step.type == PathStep::Type::Field) {
        if (value.is_null())
            value.emplace_object();
        return value.is_object() ? &value.get_object()[step.name] : nullptr;
    }
    if (value.is_null())
        value.emplace_array();
    if (!value.is_array())
        return nullptr;
    data::Array& list = value.get_array();
    if (data::Value* found = elementOf(list, step))
        return found;
    if (step.type == PathStep::Type::Index && step.index != list.size())
        return nullptr;
    data::Value element = step.value;
    for (const auto& [key, part] : step.keys)
        data::ensureObject(element, {})[key] = part;
    list.push_back(std::move(element));
    return &list.back();
}

} // namespace

PathStep PathStep::field(std::string_view name)
{
    PathStep step;
    step.name = name;
    return step;
}

PathStep PathStep::at(size_t index)
{
    PathStep step;
    step.type = Type::Index;
    step.index = index;
    return step;
}

PathStep PathStep::withKeys(std::vector<std::pair<std::string, data::Value>> keys)
{
    PathStep step;
    step.type = Type::Key;
    step.keys = std::move(keys);
    // Stable, so that a key that is there twice is written as it was read.
    std::stable_sort(step.keys.begin(), step.keys.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return step;
}

PathStep PathStep::of(data::Value value)
{
    PathStep step;
    step.type = Type::Value;
    step.value = std::move(value);
    return step;
}

bool PathStep::matches(const data::Value& element) const
{
    if (type == Type::Value)
        return data::equal(element, value);
    if (type != Type::Key || !element.is_object())
        return false;
    return std::all_of(keys.begin(), keys.end(), [&element](const auto& key) {
        const data::Value* member = element.get_object().if_contains(key.first);
        return member && data::equal(*member, key.second);
    });
}

bool PathStep::operator==(const PathStep& other) const
{
    return type == other.type && name == other.name && index == other.index && data::equal(value, other.value) &&
           std::equal(keys.begin(), keys.end(), other.keys.begin(), other.keys.end(), [](const auto& a, const auto& b) {
               return a.first == b.first && data::equal(a.second, b.second);
           });
}

Result<FieldPath> FieldPath::parse(std::string_view text, const data::Value* root)
{
    std::vector<PathStep> steps;
    if (!text.empty() && text.front() != '.' && text.front() != '[') // also without the first dot
        steps.push_back(PathStep::field(takeName(text, root)));
    const data::Value* at = root && !steps.empty() ? child(*root, steps.back()) : root;
    while (!text.empty()) {
        if (text.front() == '.') {
            text.remove_prefix(1);
            const std::string_view name = takeName(text, at);
            if (name.empty())
                continue; // the root is a dot of its own
            steps.push_back(PathStep::field(name));
        } else {
            const size_t end = text.front() == '[' ? endOfBracket(text, 0) : text.size();
            if (end >= text.size())
                return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" is not the path of a field", text)};
            SKIFF_TRY_ASSIGN(PathStep step, readElement(text.substr(1, end - 1)));
            steps.push_back(std::move(step));
            text.remove_prefix(end + 1);
        }
        at = at ? child(*at, steps.back()) : nullptr;
    }
    return FieldPath(std::move(steps));
}

std::string FieldPath::toString() const
{
    std::string text;
    for (const PathStep& step : m_steps) {
        switch (step.type) {
        case PathStep::Type::Field:
            text += "." + step.name;
            break;
        case PathStep::Type::Index:
            text += fmt::format("[{}]", step.index);
            break;
        case PathStep::Type::Value:
            text += fmt::format("[={}]", data::toJson(step.value));
            break;
        case PathStep::Type::Key: {
            std::string keys;
            for (const auto& [key, value] : step.keys)
                keys += fmt::format("{}{}={}", keys.empty() ? "" : ",", key, data::toJson(value));
            text += "[" + keys + "]";
        }
        }
    }
    return text;
}

FieldPath FieldPath::then(PathStep step) const
{
    FieldPath longer = *this;
    longer.m_steps.push_back(std::move(step));
    return longer;
}

bool FieldPath::startsWith(const FieldPath& prefix) const
{
    return m_steps.size() >= prefix.m_steps.size() &&
           std::equal(prefix.m_steps.begin(), prefix.m_steps.end(), m_steps.begin());
}

const data::Value* FieldPath::find(const data::Value& root) const
{
    const data::Value* value = &root;
    for (const PathStep& step : m_steps)
        if (!(value = child(*value, step)))
            return nullptr;
    return value;
}

bool FieldPath::set(data::Value& root, data::Value value) const
{
    data::Value* place = &root;
    for (const PathStep& step : m_steps)
        if (!(place = ensureChild(*place, step)))
            return false;
    *place = std::move(value);
    return true;
}

void FieldPath::remove(data::Value& root) const
{
    if (m_steps.empty())
        return;
    const data::Value* parent = FieldPath({m_steps.begin(), m_steps.end() - 1}).find(root);
    if (!parent)
        return;
    auto& place = const_cast<data::Value&>(*parent); // `root` may be changed
    if (place.is_object())
        place.get_object().erase(m_steps.back().name);
    else if (place.is_array())
        if (const data::Value* element = elementOf(place.get_array(), m_steps.back()))
            place.get_array().erase(place.get_array().begin() + (element - place.get_array().data()));
}

} // namespace skiff::model::edit
