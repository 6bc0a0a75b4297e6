#include "cluster/data/value.h"

#include <algorithm>

namespace skiff::data {
namespace {

template <class AnyValue>
AnyValue* walk(AnyValue& root, const std::string_view* begin, const std::string_view* end)
{
    AnyValue* at = &root;
    for (; begin != end; ++begin) {
        auto* object = at->if_object();
        at = object ? object->if_contains(*begin) : nullptr;
        if (!at)
            return nullptr;
    }
    return at;
}

bool equalNumbers(const Value& a, const Value& b)
{
    if (a.is_double() || b.is_double())
        return a.to_number<double>() == b.to_number<double>();
    return a == b; // compares signed and unsigned by value
}

} // namespace

const Value* find(const Value& root, std::initializer_list<std::string_view> path)
{
    return walk(root, path.begin(), path.end());
}

Value* find(Value& root, std::initializer_list<std::string_view> path)
{
    return walk(root, path.begin(), path.end());
}

std::string_view stringAt(const Value& root, std::initializer_list<std::string_view> path)
{
    const Value* value = find(root, path);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

int64_t intAt(const Value& root, std::initializer_list<std::string_view> path, int64_t fallback)
{
    const Value* value = find(root, path);
    if (!value || !value->is_number())
        return fallback;
    boost::json::error_code error;
    const auto number = value->to_number<int64_t>(error);
    return error ? fallback : number;
}

bool boolAt(const Value& root, std::initializer_list<std::string_view> path)
{
    const Value* value = find(root, path);
    return value && value->is_bool() && value->get_bool();
}

Object& ensureObject(Value& root, std::initializer_list<std::string_view> path)
{
    Value* at = &root;
    if (!at->is_object())
        at->emplace_object();
    for (const std::string_view step : path) {
        at = &at->get_object()[step];
        if (!at->is_object())
            at->emplace_object();
    }
    return at->get_object();
}

void removeAt(Value& root, std::initializer_list<std::string_view> path)
{
    if (path.size() == 0)
        return;
    const std::string_view* last = path.end() - 1;
    if (Value* parent = walk(root, path.begin(), last); parent && parent->is_object()) {
        Object& object = parent->get_object();
        if (const auto it = object.find(*last); it != object.end())
            object.stable_erase(it);
    }
}

bool equal(const Value& a, const Value& b)
{
    if (a.is_number() && b.is_number())
        return equalNumbers(a, b);
    if (a.kind() != b.kind())
        return false;
    if (a.is_array()) {
        const Array& left = a.get_array();
        const Array& right = b.get_array();
        return std::equal(left.begin(), left.end(), right.begin(), right.end(), equal);
    }
    if (a.is_object()) {
        const Object& left = a.get_object();
        const Object& right = b.get_object();
        return left.size() == right.size() && std::all_of(left.begin(), left.end(), [&](const auto& member) {
                   const Value* other = right.if_contains(member.key());
                   return other && equal(member.value(), *other);
               });
    }
    return a == b;
}

} // namespace skiff::data
