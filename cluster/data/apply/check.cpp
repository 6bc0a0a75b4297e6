#include "cluster/data/apply/check.h"

#include "cluster/data/apply/place.h"
#include "cluster/data/apply/step_numbers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace skiff::data {

namespace {

using Kind = Place::Kind;

constexpr size_t maxErrors = 100;

/// A scalar as Go prints it with %v.
std::string plainText(const Value& value)
{
    return value.is_string() ? std::string(value.get_string()) : toJson(value);
}

/// As Go prints the value that stood where another was expected.
std::string shownValue(const Value& value)
{
    if (value.is_object())
        return "&{map[...]}";
    return fmt::format("&{{{}}}", plainText(value));
}

std::string goType(const Value& value)
{
    if (value.is_string())
        return "string";
    if (value.is_bool())
        return "bool";
    return value.is_object() ? "map[string]interface {}" : "[]interface {}";
}

class Checker
{
public:
    void check(const Value& value, const Place& place)
    {
        if (value.is_null() || m_errors.size() >= maxErrors)
            return;
        const Kind kind = place.kindFor(value);
        switch (place.type().kind) {
        case TypeKind::Object:
        case TypeKind::Map:
            if (!value.is_object())
                return fail(fmt::format("expected map, got {}", shownValue(value)));
            return checkMembers(value.get_object(), place);
        case TypeKind::List:
            if (!value.is_array())
                return fail(fmt::format("expected list, got {}", shownValue(value)));
            return checkElements(value.get_array(), place, kind);
        case TypeKind::Raw:
            return;
        default:
            return checkScalar(value, place.type().kind);
        }
    }

    Status result()
    {
        if (m_errors.empty())
            return {};
        if (m_errors.size() == 1)
            return {ErrorCode::InvalidArgument, std::move(m_errors.front())};
        return {ErrorCode::InvalidArgument, fmt::format("errors:\n  {}", fmt::join(m_errors, "\n  "))};
    }

private:
    void fail(const std::string& message)
    {
        const std::string path = toText(m_path);
        m_errors.push_back(path.empty() ? message : path + ": " + message);
    }

    void checkScalar(const Value& value, TypeKind kind)
    {
        switch (kind) {
        case TypeKind::IntOrString:
        case TypeKind::Quantity:
            if (value.is_object() || value.is_array())
                fail(fmt::format("expected any scalar, got {}", shownValue(value)));
            return;
        case TypeKind::Boolean:
            if (!value.is_bool())
                fail(fmt::format("expected boolean, got {}", shownValue(value)));
            return;
        case TypeKind::String:
        case TypeKind::Bytes:
        case TypeKind::Time:
        case TypeKind::MicroTime:
            if (!value.is_string())
                fail(fmt::format("expected string, got &value.valueUnstructured{{Value:{}}}", plainText(value)));
            return;
        default:
            if (!value.is_number())
                fail(fmt::format("expected numeric (int or float), got {}", goType(value)));
        }
    }

    void checkMembers(const Object& object, const Place& place)
    {
        for (const auto& member : object) {
            m_path.push_back(m_pool.field(member.key()));
            if (place.allows(member.key()))
                check(member.value(), place.member(member.key()));
            else
                fail("field not declared in schema");
            m_path.pop_back();
        }
    }

    void checkElements(const Array& list, const Place& place, Kind kind)
    {
        const bool told = kind == Kind::Set || kind == Kind::KeyedList;
        StepNumbers seen;
        for (size_t i = 0; i < list.size(); ++i) {
            const PathElement* step = nullptr;
            if (told) {
                const auto found = place.step(list[i], kind, m_pool);
                if (!found.ok())
                    return fail(fmt::format("element {}: {}", i, found.error().message));
                step = *found;
                if (seen.find(step))
                    fail(fmt::format("duplicate entries for key {}", toText({step})));
                seen.add(step);
            } else {
                step = m_pool.parse(fmt::format("i:{}", i)).value();
            }
            m_path.push_back(step);
            check(list[i], place.element());
            m_path.pop_back();
        }
    }

    PathPool m_pool;
    Path m_path;
    std::vector<std::string> m_errors;
};

} // namespace

Status checkConfiguration(const Value& configuration, const ObjectType& type)
{
    Checker checker;
    checker.check(configuration, Place::of(type));
    return checker.result();
}

} // namespace skiff::data
