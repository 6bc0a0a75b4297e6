#include "cluster/api/custom/check.h"

#include "cluster/data/json_text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace skiff::api::custom {

namespace {

using data::Value;
using Type = Schema::Type;

constexpr size_t mostProblems = 100;

std::string quoted(std::string_view text)
{
    std::string out;
    data::appendJsonString(out, text);
    return out;
}

/// A value as messages show it.
std::string shown(const Value& value)
{
    if (value.is_string())
        return quoted(value.get_string());
    return value.is_null() ? "\"null\"" : data::toJson(value);
}

/// Go's name of what stands in a list of maps: map[string]interface {}{"k":"a"}.
std::string shownElement(const Value& value)
{
    if (!value.is_object())
        return shown(value);
    std::string text = "map[string]interface {}{";
    for (const auto& member : value.get_object())
        text.append(text.back() == '{' ? "" : ", ")
            .append(quoted(member.key()))
            .append(":")
            .append(shown(member.value()));
    return text + "}";
}

size_t characters(std::string_view text)
{
    return size_t(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool isWhole(const Value& value)
{
    return value.is_int64() || value.is_uint64() ||
           (value.is_double() && std::isfinite(value.get_double()) &&
            std::trunc(value.get_double()) == value.get_double());
}

bool fitsType(const Value& value, Type type)
{
    switch (type) {
    case Type::Any:
        return true;
    case Type::Array:
        return value.is_array();
    case Type::Boolean:
        return value.is_bool();
    case Type::Integer:
        return isWhole(value);
    case Type::Number:
        return value.is_number();
    case Type::Object:
        return value.is_object();
    case Type::String:
        return value.is_string();
    }
    return true;
}

/// The part of `old` that the element `value` of a list came from; nullptr where that is not told.
const Value* sameElement(const Value& value, const Schema& list, const Value* old)
{
    if (!old || !old->is_array() || list.listType != data::ListType::Map || !value.is_object())
        return nullptr;
    for (const Value& each : old->get_array()) {
        const bool same = each.is_object() &&
                          std::all_of(list.listMapKeys.begin(), list.listMapKeys.end(), [&](const std::string& key) {
                              const Value* a = value.get_object().if_contains(key);
                              const Value* b = each.get_object().if_contains(key);
                              return a && b ? data::equal(*a, *b) : a == b;
                          });
        if (same)
            return &each;
    }
    return nullptr;
}

const Value* memberOf(const Value* old, std::string_view name)
{
    return old && old->is_object() ? old->get_object().if_contains(name) : nullptr;
}

class Checker
{
public:
    Problems take() { return std::move(m_problems); }

    void check(const Value& value, const Schema& schema, const Value* old, const std::string& path)
    {
        if (m_problems.size() >= mostProblems || (old && data::equal(value, *old)))
            return;
        if (value.is_null() && schema.nullable)
            return;
        if (!checkType(value, schema, path))
            return;
        checkEnum(value, schema, path);
        if (value.is_number())
            checkNumber(value, schema, path);
        else if (value.is_string())
            checkText(value.get_string(), schema, path);
        else if (value.is_array())
            checkList(value.get_array(), schema, old, path);
        else if (value.is_object())
            checkObject(value.get_object(), schema, old, path);
        checkLogic(value, schema, old, path);
    }

private:
    void add(Problem problem)
    {
        if (problem.field.empty())
            problem.field = "<nil>";
        m_problems.push_back(std::move(problem));
    }

    void wrong(const std::string& path, std::string_view value, std::string_view why)
    {
        add(invalid(path, value, fmt::format("{} in body {}", path, why)));
    }

    void wrongType(const Value& value, std::string_view type, const std::string& path)
    {
        const std::string is = quoted(typeName(value));
        add({"FieldValueTypeInvalid",
             fmt::format("Invalid value: {}: {} in body must be of type {}: {}", is, path, type, is), path});
    }

    bool checkType(const Value& value, const Schema& schema, const std::string& path)
    {
        if (schema.intOrString && !isWhole(value) && !value.is_string()) {
            wrongType(value, "integer,string", path);
            return false;
        }
        if (value.is_null() && schema.type == Type::Any)
            return true;
        if (fitsType(value, schema.type))
            return true;
        wrongType(value, typeName(schema.type), path);
        return false;
    }

    void checkEnum(const Value& value, const Schema& schema, const std::string& path)
    {
        if (schema.oneOfValues.empty())
            return;
        std::string supported;
        for (const Value& each : schema.oneOfValues) {
            if (data::equal(each, value))
                return;
            const std::string text = each.is_string() ? std::string(each.get_string()) : data::toJson(each);
            supported.append(supported.empty() ? "" : ", ").append(quoted(text));
        }
        add({"FieldValueNotSupported",
             fmt::format("Unsupported value: {}: supported values: {}", shown(value), supported), path});
    }

    void checkNumber(const Value& value, const Schema& schema, const std::string& path)
    {
        const double number = value.to_number<double>();
        const auto limit = [](double bound) {
            return data::toJson(Value(bound));
        };
        if (schema.maximum && (schema.exclusiveMaximum ? number >= *schema.maximum : number > *schema.maximum))
            wrong(path, shown(value),
                  fmt::format("should be less than {}{}", schema.exclusiveMaximum ? "" : "or equal to ",
                              limit(*schema.maximum)));
        if (schema.minimum && (schema.exclusiveMinimum ? number <= *schema.minimum : number < *schema.minimum))
            wrong(path, shown(value),
                  fmt::format("should be greater than {}{}", schema.exclusiveMinimum ? "" : "or equal to ",
                              limit(*schema.minimum)));
        if (schema.multipleOf && *schema.multipleOf != 0) {
            const double times = number / *schema.multipleOf;
            if (std::fabs(times - std::round(times)) > 1e-9 * std::max(1.0, std::fabs(times)))
                wrong(path, shown(value), fmt::format("should be a multiple of {}", limit(*schema.multipleOf)));
        }
        if (schema.format == "int32" && isWhole(value) && (number > 2147483647.0 || number < -2147483648.0))
            wrong(path, shown(value), "must be of type int32");
    }

    void checkText(std::string_view text, const Schema& schema, const std::string& path)
    {
        const auto length = int64_t(schema.minLength || schema.maxLength ? characters(text) : 0);
        if (schema.maxLength && length > *schema.maxLength)
            add({"FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", *schema.maxLength), path});
        if (schema.minLength && length < *schema.minLength)
            wrong(path, quoted(text), fmt::format("should be at least {} chars long", *schema.minLength));
        if (schema.pattern && !schema.pattern->matches(text))
            wrong(path, quoted(text), fmt::format("should match '{}'", schema.pattern->text()));
        if (!schema.format.empty() && !schema.intOrString && !hasFormat(schema.format, text))
            add({"FieldValueTypeInvalid",
                 fmt::format("Invalid value: {0}: {1} in body must be of type {2}: {0}", quoted(text), path,
                             schema.format),
                 path});
    }

    void tooMany(size_t actual, int64_t most, const std::string& path)
    {
        add({"FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", actual, most), path});
    }

    void checkList(const data::Array& list, const Schema& schema, const Value* old, const std::string& path)
    {
        if (schema.maxItems && int64_t(list.size()) > *schema.maxItems)
            tooMany(list.size(), *schema.maxItems, path);
        if (schema.minItems && int64_t(list.size()) < *schema.minItems)
            wrong(path, quoted(""), fmt::format("should have at least {} items", *schema.minItems));
        if (schema.listType != data::ListType::Atomic || schema.uniqueItems)
            checkDistinct(list, schema, path);
        if (!schema.items)
            return;
        for (size_t i = 0; i < list.size() && m_problems.size() < mostProblems; ++i)
            check(list[i], *schema.items, sameElement(list[i], schema, old), element(path, i));
    }

    void checkDistinct(const data::Array& list, const Schema& schema, const std::string& path)
    {
        std::set<std::string> seen;
        for (size_t i = 0; i < list.size(); ++i) {
            Value key = list[i];
            if (schema.listType == data::ListType::Map && list[i].is_object()) {
                data::Object keys;
                for (const std::string& name : schema.listMapKeys)
                    if (const Value* part = list[i].get_object().if_contains(name))
                        keys[name] = *part;
                key = std::move(keys);
            }
            if (!seen.insert(data::toJson(key)).second)
                add(duplicate(element(path, i), shownElement(key)));
        }
    }

    void checkObject(const data::Object& object, const Schema& schema, const Value* old, const std::string& path)
    {
        if (schema.maxProperties && int64_t(object.size()) > *schema.maxProperties)
            tooMany(object.size(), *schema.maxProperties, path);
        if (schema.minProperties && int64_t(object.size()) < *schema.minProperties)
            wrong(path, quoted(""), fmt::format("should have at least {} properties", *schema.minProperties));
        for (const std::string& name : schema.required)
            if (!object.contains(name))
                add(required(child(path, name)));
        if (schema.embedded)
            checkEmbedded(object, path);
        for (const auto& member : object) {
            const std::string_view name = member.key();
            const auto property = schema.properties.find(name);
            if (property != schema.properties.end())
                check(member.value(), property->second, memberOf(old, name), child(path, name));
            else if (schema.additional)
                check(member.value(), *schema.additional, memberOf(old, name), child(path, name));
        }
    }

    void checkEmbedded(const data::Object& object, const std::string& path)
    {
        for (const std::string_view name : {"apiVersion", "kind"}) {
            const Value* value = object.if_contains(name);
            if (!value || !value->is_string() || value->get_string().empty())
                add(required(child(path, name), "must not be empty"));
        }
    }

    /// How many of `schemas` fit; what is wrong with the one that fits best comes to `nearest`.
    static size_t countFitting(const Value& value, const std::vector<Schema>& schemas, const Value* old,
                               const std::string& path, Problems& nearest)
    {
        size_t fitting = 0;
        for (const Schema& each : schemas) {
            Checker checker;
            checker.check(value, each, old, path);
            if (checker.m_problems.empty())
                ++fitting;
            else if (nearest.empty() || checker.m_problems.size() < nearest.size())
                nearest = std::move(checker.m_problems);
        }
        return fitting;
    }

    void unfit(const std::string& path, std::string_view why)
    {
        add(invalid(path, "\"\"", fmt::format("{} {}", quoted(path), why)));
    }

    void append(Problems more)
    {
        m_problems.insert(m_problems.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }

    void checkLogic(const Value& value, const Schema& schema, const Value* old, const std::string& path)
    {
        Problems nearest;
        if (!schema.anyOf.empty() && countFitting(value, schema.anyOf, old, path, nearest) == 0) {
            unfit(path, "must validate at least one schema (anyOf)");
            append(std::move(nearest));
        }
        nearest.clear();
        if (!schema.oneOf.empty()) {
            const size_t fitting = countFitting(value, schema.oneOf, old, path, nearest);
            if (fitting == 0) {
                unfit(path, "must validate one and only one schema (oneOf). Found none valid");
                append(std::move(nearest));
            } else if (fitting > 1) {
                unfit(path, fmt::format("must validate one and only one schema (oneOf). Found {} valid alternatives",
                                        fitting));
            }
        }
        nearest.clear();
        if (!schema.allOf.empty() && countFitting(value, schema.allOf, old, path, nearest) < schema.allOf.size()) {
            unfit(path, "must validate all the schemas (allOf)");
            append(std::move(nearest));
        }
        if (schema.no) {
            Checker checker;
            checker.check(value, *schema.no, nullptr, path);
            if (checker.m_problems.empty())
                unfit(path, "must not validate the schema (not)");
        }
    }

    Problems m_problems;
};

} // namespace

Problems check(const Value& value, const Schema& schema, const Value* old, const std::string& path)
{
    Checker checker;
    checker.check(value, schema, old, path);
    return checker.take();
}

} // namespace skiff::api::custom
