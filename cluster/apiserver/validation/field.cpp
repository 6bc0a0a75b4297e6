#include "cluster/apiserver/validation/field.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace skiff::apiserver::validation {

namespace {

const data::Value* present(const data::Value* value)
{
    return value && !value->is_null() ? value : nullptr;
}

/// A path with two or three pieces more; there is one for each field that is looked at.
std::string joined(std::string_view path, std::string_view before, std::string_view step, std::string_view after = {})
{
    std::string text;
    text.reserve(path.size() + before.size() + step.size() + after.size());
    return text.append(path).append(before).append(step).append(after);
}

} // namespace

std::string quote(std::string_view text)
{
    return data::toJson(data::Value(text));
}

Field Field::operator[](std::string_view member) const
{
    const data::Value* value = m_value && m_value->is_object() ? m_value->get_object().if_contains(member) : nullptr;
    return {present(value), joined(m_path, m_path.empty() ? "" : ".", member), m_errors};
}

Field Field::key(std::string_view key) const
{
    const data::Value* value = m_value && m_value->is_object() ? m_value->get_object().if_contains(key) : nullptr;
    return {present(value), joined(m_path, "[", key, "]"), m_errors};
}

std::vector<Field> Field::elements() const
{
    std::vector<Field> all;
    if (!m_value || !m_value->is_array())
        return all;
    all.reserve(m_value->get_array().size());
    for (const data::Value& each : m_value->get_array())
        all.push_back({present(&each), joined(m_path, "[", std::to_string(all.size()), "]"), m_errors});
    return all;
}

std::vector<std::pair<std::string_view, Field>> Field::members() const
{
    std::vector<std::pair<std::string_view, Field>> all;
    if (!m_value || !m_value->is_object())
        return all;
    for (const auto& member : m_value->get_object())
        all.emplace_back(member.key(), key(member.key()));
    return all;
}

size_t Field::size() const
{
    if (m_value && m_value->is_array())
        return m_value->get_array().size();
    return m_value && m_value->is_object() ? m_value->get_object().size() : 0;
}

std::string_view Field::text() const
{
    return isText() ? std::string_view(m_value->get_string()) : std::string_view();
}

int64_t Field::number(int64_t fallback) const
{
    return m_value ? data::intAt(*m_value, {}, fallback) : fallback;
}

bool Field::isTrue() const
{
    return m_value && m_value->is_bool() && m_value->get_bool();
}

bool Field::equals(const Field& other) const
{
    if (!m_value || !other.m_value)
        return m_value == other.m_value;
    return data::equal(*m_value, *other.m_value);
}

std::string Field::shown() const
{
    return m_value ? data::toJson(*m_value) : "\"\"";
}

void Field::add(std::string_view reason, std::string message) const
{
    m_errors->push_back({std::string(reason), std::move(message), m_path});
}

void Field::required(std::string_view detail) const
{
    add("FieldValueRequired", detail.empty() ? "Required value" : fmt::format("Required value: {}", detail));
}

void Field::invalid(std::string_view detail) const
{
    invalid(shown(), detail);
}

void Field::invalid(std::string_view shown, std::string_view detail) const
{
    add("FieldValueInvalid", fmt::format("Invalid value: {}: {}", shown, detail));
}

void Field::invalidForEach(const std::vector<std::string>& details) const
{
    for (const std::string& each : details)
        invalid(each);
}

void Field::notSupported(std::initializer_list<std::string_view> supported) const
{
    std::string list;
    for (const std::string_view each : supported)
        list.append(list.empty() ? "" : ", ").append(quote(each));
    add("FieldValueNotSupported", fmt::format("Unsupported value: {}: supported values: {}", shown(), list));
}

void Field::forbidden(std::string_view detail) const
{
    add("FieldValueForbidden", fmt::format("Forbidden: {}", detail));
}

void Field::duplicate() const
{
    duplicate(shown());
}

void Field::duplicate(std::string_view shown) const
{
    add("FieldValueDuplicate", fmt::format("Duplicate value: {}", shown));
}

void Field::notFound() const
{
    add("FieldValueNotFound", fmt::format("Not found: {}", shown()));
}

void Field::tooLong(size_t most) const
{
    add("FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", most));
}

void Field::tooMany(size_t actual, size_t most) const
{
    add("FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", actual, most));
}

void Field::requireOneOf(std::initializer_list<std::string_view> supported) const
{
    if (text().empty())
        required();
    else if (std::find(supported.begin(), supported.end(), text()) == supported.end())
        notSupported(supported);
}

void Field::requireNotNegative() const
{
    if (number() < 0)
        invalid("must be greater than or equal to 0");
}

} // namespace skiff::apiserver::validation
