#include "cluster/api/custom/json_path.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace skiff::api::custom {

namespace {

using data::Value;

Error wrong(std::string_view why)
{
    return {ErrorCode::InvalidArgument, std::string(why)};
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// The text between quotes, or nothing.
bool unquote(std::string_view text, std::string& out)
{
    if (text.size() < 2 || (text.front() != '\'' && text.front() != '"') || text.back() != text.front())
        return false;
    out.clear();
    for (size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size())
            ++i;
        out += text[i];
    }
    return true;
}

/// A name up to the next dot or bracket; a backslash takes the next character as it is.
std::string takeName(std::string_view& text)
{
    std::string name;
    while (!text.empty() && text.front() != '.' && text.front() != '[') {
        if (text.front() == '\\' && text.size() > 1)
            text.remove_prefix(1);
        name += text.front();
        text.remove_prefix(1);
    }
    return name;
}

/// Where the bracket at the start of `text` ends; quotes hide brackets.
size_t closingBracket(std::string_view text)
{
    char quote = 0;
    int depth = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '[') {
            ++depth;
        } else if (c == ']' && --depth == 0) {
            return i;
        }
    }
    return std::string_view::npos;
}

constexpr std::array<std::string_view, 6> operators{"==", "!=", "<=", ">=", "<", ">"};

bool compare(const Value& a, std::string_view op, const Value& b)
{
    if (op == "==")
        return data::equal(a, b);
    if (op == "!=")
        return !data::equal(a, b);
    int order = 0;
    if (a.is_number() && b.is_number()) {
        const double x = a.to_number<double>();
        const double y = b.to_number<double>();
        order = x < y ? -1 : x > y ? 1 : 0;
    } else if (a.is_string() && b.is_string()) {
        order = a.get_string().compare(b.get_string());
    } else {
        return false;
    }
    if (op == "<")
        return order < 0;
    if (op == "<=")
        return order <= 0;
    return op == ">" ? order > 0 : order >= 0;
}

} // namespace

Result<JsonPath::Step> JsonPath::parseBracket(std::string_view inside)
{
    inside = trimmed(inside);
    Step step;
    if (inside == "*") {
        step.kind = Step::Kind::All;
        return step;
    }
    if (unquote(inside, step.name))
        return step;
    if (inside.starts_with("?(") && inside.ends_with(")")) {
        step.kind = Step::Kind::Filter;
        std::string_view text = trimmed(inside.substr(2, inside.size() - 3));
        if (!text.starts_with("@"))
            return wrong("a filter must start with @");
        size_t place = std::string_view::npos;
        for (const std::string_view op : operators) {
            place = text.find(op);
            if (place != std::string_view::npos) {
                step.name = op;
                break;
            }
        }
        std::string_view left = trimmed(text.substr(1, place == std::string_view::npos ? place : place - 1));
        while (!left.empty()) {
            if (left.front() != '.')
                return wrong("a filter may only name fields");
            left.remove_prefix(1);
            step.path.push_back(takeName(left));
        }
        if (step.name.empty())
            return step;
        const std::string_view right = trimmed(text.substr(place + step.name.size()));
        std::string string;
        if (unquote(right, string)) {
            step.value = string;
        } else {
            auto literal = data::parseJson(right);
            if (!literal.ok())
                return wrong(fmt::format("unrecognized literal {}", right));
            step.value = std::move(literal).value();
        }
        return step;
    }
    step.kind = Step::Kind::Element;
    const auto parsed = std::from_chars(inside.data(), inside.data() + inside.size(), step.index);
    if (inside.empty() || parsed.ec != std::errc() || parsed.ptr != inside.data() + inside.size())
        return wrong(fmt::format("invalid array index {}", inside));
    return step;
}

Result<JsonPath> JsonPath::parse(std::string_view text)
{
    JsonPath path;
    text = trimmed(text);
    if (text.size() > 1 && text.front() == '{' && text.back() == '}')
        text = text.substr(1, text.size() - 2);
    if (text.starts_with("$"))
        text.remove_prefix(1);
    if (text.empty())
        return wrong("the path is empty");
    if (text.front() != '.' && text.front() != '[')
        return wrong("must start with a dot");
    bool simple = true;
    while (!text.empty()) {
        if (text.front() == '[') {
            const size_t end = closingBracket(text);
            if (end == std::string_view::npos)
                return wrong("unterminated array");
            SKIFF_TRY_ASSIGN(Step step, parseBracket(text.substr(1, end - 1)));
            simple = simple && step.kind == Step::Kind::Member;
            path.m_steps.push_back(std::move(step));
            text.remove_prefix(end + 1);
            continue;
        }
        if (text.front() != '.')
            return wrong("a dot or bracket is missing");
        text.remove_prefix(1);
        if (text.starts_with("."))
            return wrong("recursive descent is not supported");
        if (text.starts_with("[") || text.empty())
            continue;
        Step step;
        step.name = takeName(text);
        if (step.name == "*") {
            step.kind = Step::Kind::All;
            simple = false;
        }
        path.m_steps.push_back(std::move(step));
    }
    if (simple)
        for (const Step& step : path.m_steps)
            path.m_fields.push_back(step.name);
    return path;
}

bool JsonPath::passes(const Value& value, const Step& filter)
{
    const Value* at = &value;
    for (const std::string& name : filter.path) {
        at = at->is_object() ? at->get_object().if_contains(name) : nullptr;
        if (!at)
            return false;
    }
    return filter.name.empty() || compare(*at, filter.name, filter.value);
}

const Value* JsonPath::follow(const Value& value, size_t at) const
{
    if (at == m_steps.size())
        return &value;
    const Step& step = m_steps[at];
    const auto firstOf = [&](auto&& children, auto&& valueOf) -> const Value* {
        for (const auto& each : children)
            if (step.kind == Step::Kind::All || passes(valueOf(each), step))
                if (const Value* found = follow(valueOf(each), at + 1))
                    return found;
        return nullptr;
    };
    if (step.kind == Step::Kind::Member) {
        const Value* member = value.is_object() ? value.get_object().if_contains(step.name) : nullptr;
        return member ? follow(*member, at + 1) : nullptr;
    }
    if (step.kind == Step::Kind::Element) {
        if (!value.is_array())
            return nullptr;
        const data::Array& list = value.get_array();
        const int64_t index = step.index < 0 ? step.index + int64_t(list.size()) : step.index;
        return index >= 0 && index < int64_t(list.size()) ? follow(list[size_t(index)], at + 1) : nullptr;
    }
    if (value.is_array())
        return firstOf(value.get_array(), [](const Value& each) -> const Value& { return each; });
    if (value.is_object())
        return firstOf(value.get_object(), [](const auto& each) -> const Value& { return each.value(); });
    return nullptr;
}

const Value* JsonPath::first(const Value& root) const
{
    return follow(root, 0);
}

void JsonPath::set(Value& root, Value value) const
{
    if (m_fields.empty())
        return;
    Value* at = &root;
    for (const std::string& name : m_fields) {
        if (!at->is_object())
            at->emplace_object();
        at = &at->get_object()[name];
    }
    *at = std::move(value);
}

} // namespace skiff::api::custom
