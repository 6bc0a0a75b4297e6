#include "cluster/api/custom/shape.h"

#include "cluster/api/custom/problem.h"

#include <algorithm>
#include <array>

namespace skiff::api::custom {

namespace {

using data::Value;

constexpr std::array<std::string_view, 3> headNames{"apiVersion", "kind", "metadata"};
constexpr size_t mostDropped = 100;

bool isHead(std::string_view name)
{
    return std::find(headNames.begin(), headNames.end(), name) != headNames.end();
}

/// Drops what is unknown; the place is only written when somebody wants to know it.
class Pruner
{
public:
    explicit Pruner(std::vector<std::string>* dropped) : m_dropped(dropped) {}

    bool prune(Value& value, const Schema& schema, bool isObject)
    {
        if (value.is_array())
            return schema.items && pruneElements(value.get_array(), *schema.items);
        return value.is_object() && pruneMembers(value.get_object(), schema, isObject || schema.embedded);
    }

private:
    bool pruneElements(data::Array& list, const Schema& items)
    {
        bool changed = false;
        for (size_t i = 0; i < list.size(); ++i) {
            const size_t length = m_path.size();
            if (m_dropped)
                m_path = element(m_path, i);
            changed = prune(list[i], items, false) || changed;
            m_path.resize(length);
        }
        return changed;
    }

    bool pruneMembers(data::Object& object, const Schema& schema, bool withHead)
    {
        std::vector<std::string> unknown;
        bool changed = false;
        for (auto& member : object) {
            const std::string_view name = member.key();
            if (withHead && isHead(name))
                continue;
            const auto property = schema.properties.find(name);
            const Schema* below = property != schema.properties.end() ? &property->second : schema.additional.get();
            if (!below) {
                if (!schema.preserveUnknown && !schema.anyAdditional)
                    unknown.emplace_back(name);
                continue;
            }
            const size_t length = m_path.size();
            if (m_dropped)
                m_path = child(m_path, name);
            changed = prune(member.value(), *below, false) || changed;
            m_path.resize(length);
        }
        std::sort(unknown.begin(), unknown.end());
        for (const std::string& name : unknown) {
            if (m_dropped && m_dropped->size() < mostDropped)
                m_dropped->push_back(child(m_path, name));
            object.stable_erase(object.find(name));
        }
        return changed || !unknown.empty();
    }

    std::vector<std::string>* m_dropped;
    std::string m_path;
};

/// Null where null is no value counts as absent, when there is a default.
bool isMissing(const Value* value, const Schema& schema)
{
    return !value || (value->is_null() && !schema.nullable);
}

} // namespace

bool prune(Value& value, const Schema& schema, bool isObject, std::vector<std::string>* dropped)
{
    return Pruner(dropped).prune(value, schema, isObject);
}

bool fillDefaults(Value& value, const Schema& schema)
{
    bool changed = false;
    if (value.is_array()) {
        if (schema.items) {
            for (Value& each : value.get_array())
                changed = fillDefaults(each, *schema.items) || changed;
        }
        return changed;
    }
    if (!value.is_object())
        return false;
    data::Object& object = value.get_object();
    for (const auto& [name, property] : schema.properties) {
        if (property.byDefault && isMissing(object.if_contains(name), property)) {
            object[name] = *property.byDefault;
            changed = true;
        }
    }
    for (auto& member : object) {
        const auto property = schema.properties.find(std::string_view(member.key()));
        const Schema* below = property != schema.properties.end() ? &property->second : schema.additional.get();
        if (!below)
            continue;
        if (below->byDefault && isMissing(&member.value(), *below)) {
            member.value() = *below->byDefault;
            changed = true;
        }
        changed = fillDefaults(member.value(), *below) || changed;
    }
    return changed;
}

} // namespace skiff::api::custom
