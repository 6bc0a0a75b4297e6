#pragma once

#include "cluster/data/document.h"

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::api {

/// A number or a word, such as a target port or "25%".
class IntOrStringView
{
public:
    IntOrStringView() = default;
    explicit IntOrStringView(data::Node node) : m_node(node) {}

    explicit operator bool() const { return m_node.isString() || m_node.isNumber(); }
    bool isInt() const { return m_node.isNumber(); }
    int64_t asInt() const { return m_node.asInt().value_or(0); }
    std::string_view asString() const { return m_node.asString(); }
    /// Either, as people write it.
    std::string_view text() const { return m_node.isString() ? m_node.asString() : m_node.span(); }
    data::Node node() const { return m_node; }

private:
    data::Node m_node;
};

namespace detail {

/// How each C++ type is read from a node; views are made from the node itself.
template <class T>
T read(data::Node node)
{
    return T(node);
}

template <>
inline std::string_view read(data::Node node)
{
    return node.isNumber() ? node.span() : node.asString(); // a quantity may be a bare number
}

template <>
inline int64_t read(data::Node node)
{
    return node.asInt().value_or(0);
}

template <>
inline double read(data::Node node)
{
    return node.asDouble().value_or(0);
}

template <>
inline bool read(data::Node node)
{
    return node.asBool();
}

} // namespace detail

/// A list of a document: range-for, size(), empty(), at(). Empty when it is absent or null.
template <class T>
class ListView
{
public:
    class Iterator
    {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using reference = T;
        using pointer = void;
        using iterator_category = std::input_iterator_tag;

        explicit Iterator(data::Node::Iterator at) : m_at(at) {}
        T operator*() const { return detail::read<T>(*m_at); }
        Iterator& operator++()
        {
            ++m_at;
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_at;
            return before;
        }
        bool operator==(const Iterator& other) const { return m_at == other.m_at; }

    private:
        data::Node::Iterator m_at;
    };

    ListView() = default;
    explicit ListView(data::Node node) : m_node(node.isArray() ? node : data::Node()) {}

    Iterator begin() const { return Iterator(m_node.begin()); }
    Iterator end() const { return Iterator(m_node.end()); }
    bool empty() const { return m_node.begin() == m_node.end(); }
    size_t size() const { return m_node.size(); } ///< linear
    T at(size_t index) const { return detail::read<T>(m_node.at(index)); } ///< linear; the empty T beyond the end
    data::Node node() const { return m_node; }

private:
    data::Node m_node;
};

/// A map of a document: range-for over pairs of key and value, find(), size(), empty().
template <class T>
class MapView
{
public:
    class Iterator
    {
    public:
        using value_type = std::pair<std::string_view, T>;
        using difference_type = std::ptrdiff_t;
        using reference = value_type;
        using pointer = void;
        using iterator_category = std::input_iterator_tag;

        explicit Iterator(data::Node::Iterator at) : m_at(at) {}
        value_type operator*() const { return {m_at.key(), detail::read<T>(*m_at)}; }
        Iterator& operator++()
        {
            ++m_at;
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_at;
            return before;
        }
        bool operator==(const Iterator& other) const { return m_at == other.m_at; }

    private:
        data::Node::Iterator m_at;
    };

    MapView() = default;
    explicit MapView(data::Node node) : m_node(node.isObject() ? node : data::Node()) {}

    Iterator begin() const { return Iterator(m_node.begin()); }
    Iterator end() const { return Iterator(m_node.end()); }
    bool empty() const { return m_node.begin() == m_node.end(); }
    size_t size() const { return m_node.size(); } ///< linear
    bool contains(std::string_view key) const { return bool(m_node[key]); }
    /// The value of `key`, or nothing.
    std::optional<T> find(std::string_view key) const
    {
        const data::Node value = m_node[key];
        return value ? std::optional<T>(detail::read<T>(value)) : std::nullopt;
    }
    /// The value of `key`, or the empty T.
    T operator[](std::string_view key) const { return detail::read<T>(m_node[key]); }
    data::Node node() const { return m_node; }

private:
    data::Node m_node;
};

/// What every generated view is: a node of a Document, which must outlive it. Copies are cheap.
class ObjectView
{
public:
    ObjectView() = default;
    explicit ObjectView(data::Node node) : m_node(node.isObject() ? node : data::Node()) {}

    /// The object is there (absent and null are not).
    explicit operator bool() const { return bool(m_node); }
    data::Node node() const { return m_node; }

protected:
    data::Node m_node;
};

} // namespace skiff::api
