#pragma once

#include "cluster/data/document.h"
#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::data {

enum class JsonKind : uint8_t { Null, Boolean, Number, String, List, Map };

/// A Node as the decoder reads it. ValueSource is the same for a tree.
class NodeSource
{
public:
    explicit NodeSource(Node node) : m_node(node) {}

    JsonKind kind() const
    {
        if (m_node.isString())
            return JsonKind::String;
        if (m_node.isObject())
            return JsonKind::Map;
        if (m_node.isArray())
            return JsonKind::List;
        if (m_node.isNumber())
            return JsonKind::Number;
        return m_node.isBool() ? JsonKind::Boolean : JsonKind::Null;
    }
    std::string_view string() const { return m_node.asString(); }
    bool boolean() const { return m_node.asBool(); }
    std::string number() const { return std::string(m_node.span()); } ///< its text
    double real() const { return m_node.asDouble().value_or(0); }
    size_t size() const { return m_node.size(); }
    Value copy() const { return m_node.toValue(); }
    std::string json() const { return std::string(m_node.span()); }

    template <class Visit> ///< bool visit(key, source); stops at false
    bool members(Visit visit) const
    {
        const auto last = m_node.end();
        for (auto it = m_node.begin(); !(it == last); ++it) {
            if (!visit(it.key(), NodeSource(*it)))
                return false;
        }
        return true;
    }
    template <class Visit> ///< bool visit(source); stops at false
    bool elements(Visit visit) const
    {
        for (const Node element : m_node) {
            if (!visit(NodeSource(element)))
                return false;
        }
        return true;
    }

private:
    Node m_node;
};

class ValueSource
{
public:
    explicit ValueSource(const Value& value) : m_value(&value) {}

    JsonKind kind() const
    {
        switch (m_value->kind()) {
        case boost::json::kind::null: return JsonKind::Null;
        case boost::json::kind::bool_: return JsonKind::Boolean;
        case boost::json::kind::string: return JsonKind::String;
        case boost::json::kind::array: return JsonKind::List;
        case boost::json::kind::object: return JsonKind::Map;
        default: return JsonKind::Number;
        }
    }
    std::string_view string() const { return m_value->get_string(); }
    bool boolean() const { return m_value->get_bool(); }
    std::string number() const
    {
        return m_value->is_int64() ? std::to_string(m_value->get_int64()) : toJson(*m_value);
    }
    double real() const { return m_value->to_number<double>(); }
    size_t size() const { return m_value->is_array() ? m_value->get_array().size() : m_value->get_object().size(); }
    Value copy() const { return *m_value; }
    std::string json() const { return toJson(*m_value); }

    template <class Visit>
    bool members(Visit visit) const
    {
        for (const auto& member : m_value->get_object()) {
            if (!visit(member.key(), ValueSource(member.value())))
                return false;
        }
        return true;
    }
    template <class Visit>
    bool elements(Visit visit) const
    {
        for (const Value& element : m_value->get_array()) {
            if (!visit(ValueSource(element)))
                return false;
        }
        return true;
    }

private:
    const Value* m_value;
};

} // namespace skiff::data
