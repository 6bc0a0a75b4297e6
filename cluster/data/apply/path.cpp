#include "cluster/data/apply/path.h"

#include "cluster/data/json_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::data {

namespace {

/// Scalars of different types have an order too.
int rankOf(const Value& value)
{
    switch (value.kind()) {
    case boost::json::kind::null:
        return 5;
    case boost::json::kind::bool_:
        return 2;
    case boost::json::kind::string:
        return 1;
    case boost::json::kind::array:
        return 3;
    case boost::json::kind::object:
        return 4;
    default:
        return 0;
    }
}

template <class T>
int order(const T& a, const T& b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

int compareScalars(const Value& a, const Value& b)
{
    if (rankOf(a) != rankOf(b))
        return order(rankOf(a), rankOf(b));
    if (a.is_string())
        return std::string_view(a.get_string()).compare(std::string_view(b.get_string()));
    if (a.is_bool())
        return order(a.get_bool(), b.get_bool());
    if (a.is_int64() && b.is_int64())
        return order(a.get_int64(), b.get_int64());
    if (a.is_number())
        return order(a.to_number<double>(), b.to_number<double>());
    return toJson(a).compare(toJson(b));
}

int compareKeys(const Object& a, const Object& b)
{
    auto left = a.begin();
    auto right = b.begin();
    for (; left != a.end() && right != b.end(); ++left, ++right) {
        if (const int names = std::string_view(left->key()).compare(std::string_view(right->key())); names != 0)
            return names;
        if (const int values = compareScalars(left->value(), right->value()); values != 0)
            return values;
    }
    return order(a.size(), b.size());
}

int compareJson(std::string_view a, std::string_view b)
{
    const auto left = parseJson(a);
    const auto right = parseJson(b);
    if (!left.ok() || !right.ok())
        return a.compare(b);
    const int by = left->is_object() && right->is_object() ? compareKeys(left->get_object(), right->get_object())
                                                           : compareScalars(*left, *right);
    return by != 0 ? by : a.compare(b);
}

/// Text without a digit before its first difference is ordered as text.
bool textOrderHolds(std::string_view a, std::string_view b)
{
    const size_t shorter = std::min(a.size(), b.size());
    size_t same = 0;
    while (same < shorter && a[same] == b[same])
        ++same;
    const auto isPlain = [](std::string_view text, size_t at) {
        return at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || (text[at] >= 'A' && text[at] <= 'Z'));
    };
    // Letters inside two strings: nothing before or here can be a number, an escape or an end.
    return same >= 2 && isPlain(a, same) && isPlain(b, same) && (a[same - 1] == '"' || isPlain(a, same - 1));
}

Value sortedKeys(const Object& keys)
{
    std::vector<std::string_view> names;
    for (const auto& member : keys)
        names.emplace_back(member.key());
    std::sort(names.begin(), names.end());
    Object sorted;
    for (const std::string_view name : names)
        sorted.emplace(name, keys.at(name));
    return sorted;
}

void appendKeys(std::string& out, std::string_view keys)
{
    const auto parsed = parseJson(keys);
    out += '[';
    bool first = true;
    if (parsed.ok() && parsed->is_object()) {
        for (const auto& member : parsed->get_object()) {
            out.append(first ? "" : ",")
                .append(std::string_view(member.key()))
                .append("=")
                .append(toJson(member.value()));
            first = false;
        }
    }
    out += ']';
}

} // namespace

int compare(const PathElement& a, const PathElement& b)
{
    if (&a == &b)
        return 0;
    if (a.kind != b.kind)
        return order(a.kind, b.kind);
    if (a.kind == PathElement::Kind::Field || textOrderHolds(a.text, b.text))
        return a.text.compare(b.text);
    return compareJson(a.text, b.text);
}

std::string toText(const Path& path)
{
    std::string text;
    for (const PathElement* element : path) {
        switch (element->kind) {
        case PathElement::Kind::Field:
            text.append(".").append(element->text);
            break;
        case PathElement::Kind::Key:
            appendKeys(text, element->text);
            break;
        case PathElement::Kind::Item:
            text.append("[=").append(element->text).append("]");
            break;
        case PathElement::Kind::Index:
            text.append("[").append(element->text).append("]");
            break;
        }
    }
    return text;
}

const PathElement* PathPool::intern(PathElement::Kind kind, std::string_view text)
{
    if (m_elements.size() * 2 >= m_slots.size())
        grow();
    const size_t hash = std::hash<std::string_view>()(text) + size_t(kind);
    size_t slot = hash & (m_slots.size() - 1);
    while (const PathElement* known = m_slots[slot]) {
        if (known->hash == hash && known->kind == kind && known->text == text)
            return known;
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    return m_slots[slot] = &m_elements.emplace_back(PathElement{kind, std::string(text), hash});
}

void PathPool::grow()
{
    constexpr size_t atFirst = 256;
    m_slots.assign(std::max(atFirst, m_slots.size() * 2), nullptr);
    for (const PathElement& element : m_elements) {
        size_t slot = element.hash & (m_slots.size() - 1);
        while (m_slots[slot])
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = &element;
    }
}

const PathElement* PathPool::value(const Value& scalar)
{
    if (!scalar.is_string())
        return intern(PathElement::Kind::Item, toJson(scalar));
    std::string text;
    appendJsonString(text, std::string_view(scalar.get_string()));
    return intern(PathElement::Kind::Item, text);
}

Result<const PathElement*> PathPool::parse(std::string_view name)
{
    if (name.size() < 2 || name[1] != ':')
        return {ErrorCode::InvalidArgument, fmt::format("managed fields: \"{}\" is no path element", name)};
    const std::string_view text = name.substr(2);
    switch (name[0]) {
    case 'f':
        return field(text);
    case 'v':
    case 'k': {
        SKIFF_TRY_ASSIGN(const Value parsed, parseJson(text));
        if (name[0] == 'v')
            return value(parsed);
        if (!parsed.is_object())
            return {ErrorCode::InvalidArgument, fmt::format("managed fields: the keys of \"{}\" are no object", name)};
        return key(toJson(sortedKeys(parsed.get_object())));
    }
    case 'i': {
        const bool digits =
            !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
        if (!digits)
            return {ErrorCode::InvalidArgument, fmt::format("managed fields: \"{}\" is no index", name)};
        return intern(PathElement::Kind::Index, std::to_string(std::stoul(std::string(text))));
    }
    default:
        return nullptr;
    }
}

void appendFieldsV1Name(std::string& out, const PathElement& element)
{
    constexpr std::string_view prefixes[] = {"f:", "k:", "v:", "i:"};
    out.append(prefixes[size_t(element.kind)]).append(element.text);
}

} // namespace skiff::data
