#include "cluster/data/document.h"

#include <charconv>
#include <cmath>

namespace skiff::data {

Node Document::root() const
{
    return m_entries.empty() ? Node() : Node(this, 0);
}

uint32_t Document::after(uint32_t index) const
{
    const Entry& entry = m_entries[index];
    return entry.type == Type::EscapedString ? index + 1 : entry.next;
}

std::string_view Document::contents(uint32_t index) const
{
    const Entry& entry = m_entries[index];
    return entry.type == Type::EscapedString ? std::string_view(m_unescaped[entry.next])
                                             : std::string_view(m_text).substr(entry.begin, entry.length);
}

bool Node::isNull() const
{
    return m_document && m_document->m_entries[m_index].type == Document::Type::Null;
}

bool Node::isObject() const
{
    return m_document && m_document->m_entries[m_index].type == Document::Type::Map;
}

bool Node::isArray() const
{
    return m_document && m_document->m_entries[m_index].type == Document::Type::List;
}

bool Node::isString() const
{
    if (!m_document)
        return false;
    const auto type = m_document->m_entries[m_index].type;
    return type == Document::Type::String || type == Document::Type::EscapedString;
}

bool Node::isNumber() const
{
    if (!m_document)
        return false;
    const auto type = m_document->m_entries[m_index].type;
    return type == Document::Type::Int || type == Document::Type::Double;
}

bool Node::isBool() const
{
    if (!m_document)
        return false;
    const auto type = m_document->m_entries[m_index].type;
    return type == Document::Type::True || type == Document::Type::False;
}

Node Node::operator[](std::string_view key) const
{
    if (!isObject())
        return {};
    const Iterator last = end();
    for (Iterator it = begin(); it != last; ++it) {
        if (it.key() == key)
            return *it;
    }
    return {};
}

Node Node::at(size_t index) const
{
    if (!isArray())
        return {};
    for (const Node element : *this) {
        if (index-- == 0)
            return element;
    }
    return {};
}

size_t Node::size() const
{
    size_t count = 0;
    const Iterator last = end();
    for (Iterator it = begin(); it != last; ++it)
        ++count;
    return count;
}

std::string_view Node::asString() const
{
    return isString() ? m_document->contents(m_index) : std::string_view();
}

bool Node::asBool() const
{
    return m_document && m_document->m_entries[m_index].type == Document::Type::True;
}

std::optional<int64_t> Node::asInt() const
{
    if (!isNumber())
        return {};
    const std::string_view text = span();
    if (m_document->m_entries[m_index].type == Document::Type::Int) {
        int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    // 1e3 and 2.0 are whole too; beyond 2^63 they do not fit
    const double number = *asDouble();
    if (std::trunc(number) != number || number < -0x1p63 || number >= 0x1p63)
        return {};
    return static_cast<int64_t>(number);
}

std::optional<double> Node::asDouble() const
{
    if (!isNumber())
        return {};
    const std::string_view text = span();
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string_view Node::span() const
{
    if (!m_document)
        return {};
    const Document::Entry& entry = m_document->m_entries[m_index];
    const std::string_view text = m_document->m_text;
    if (isString())
        return text.substr(entry.begin - 1, entry.length + 2);
    return text.substr(entry.begin, entry.length);
}

Value Node::toValue() const
{
    if (!m_document)
        return nullptr;
    switch (m_document->m_entries[m_index].type) {
    case Document::Type::Null: return nullptr;
    case Document::Type::False: return false;
    case Document::Type::True: return true;
    case Document::Type::Int: return *asInt();
    case Document::Type::Double: {
        const std::string_view text = span();
        uint64_t large = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), large);
        if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size())
            return large; // a whole number between 2^63 and 2^64
        return *asDouble();
    }
    case Document::Type::String:
    case Document::Type::EscapedString: return boost::json::string_view(asString());
    case Document::Type::List: {
        Array array;
        array.reserve(size());
        for (const Node element : *this)
            array.push_back(element.toValue());
        return array;
    }
    case Document::Type::Map: {
        Object object;
        object.reserve(size());
        const Iterator last = end();
        for (Iterator it = begin(); it != last; ++it)
            object.insert_or_assign(it.key(), (*it).toValue());
        return object;
    }
    }
    return nullptr;
}

Node::Iterator Node::begin() const
{
    return isArray() || isObject() ? Iterator(m_document, m_index + 1, isObject()) : end();
}

Node::Iterator Node::end() const
{
    return Iterator(m_document, m_document ? m_document->after(m_index) : 0, isObject());
}

Node Node::Iterator::operator*() const
{
    return Node(m_document, m_members ? m_index + 1 : m_index);
}

std::string_view Node::Iterator::key() const
{
    return m_members ? m_document->contents(m_index) : std::string_view();
}

Node::Iterator& Node::Iterator::operator++()
{
    m_index = m_document->after(m_members ? m_index + 1 : m_index);
    return *this;
}

} // namespace skiff::data
