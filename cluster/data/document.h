#pragma once

#include "cluster/base/result.h"
#include "cluster/data/value.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::data {

class Node;

/// A JSON document that never changes: its text and a flat index of it (16 bytes for each value),
/// a third of the memory of a tree. Shared between threads as shared_ptr<const Document>.
class Document
{
public:
    /// Parses `text`, which the document then owns. InvalidArgument with the place, a colon and the
    /// reason in the words of Go's JSON package: "line 1, column 2: invalid character 'b' looking for ...".
    static Result<std::shared_ptr<const Document>> parse(std::string text);
    static std::shared_ptr<const Document> from(const Value& value);

    /// The whole document. Nodes are valid while the document lives.
    Node root() const;
    std::string_view text() const { return m_text; }

private:
    friend class Node;
    friend class DocumentBuilder;

    enum class Type : uint8_t { Null, False, True, Int, Double, String, EscapedString, List, Map };
    struct Entry
    {
        uint32_t begin;      ///< offset in m_text; of a string's contents, without the quote
        uint32_t length;     ///< bytes from there, as written (escapes are not resolved)
        uint32_t next;       ///< index of the entry after this value and all inside it;
                             ///< of EscapedString the index in m_unescaped
        Type type;
    };

    uint32_t after(uint32_t index) const;       ///< index of the entry after the value at `index`
    std::string_view contents(uint32_t index) const; ///< of the string at `index`

    std::string m_text;
    std::vector<std::string> m_unescaped; ///< contents of the strings that have escapes
    std::vector<Entry> m_entries; ///< depth first; an object's children alternate key, value
};

/// One value inside a Document, or nothing. A small value type; reading what is absent or of
/// another type gives the empty answer, so that optional fields chain: pod["spec"]["nodeName"].
class Node
{
public:
    class Iterator;

    Node() = default;

    explicit operator bool() const { return m_document != nullptr; } ///< present (null is present)
    bool isNull() const;
    bool isObject() const;
    bool isArray() const;
    bool isString() const;
    bool isNumber() const;
    bool isBool() const;

    /// The member `key` of an object, else nothing.
    Node operator[](std::string_view key) const;
    /// Element `index` of an array, else nothing. Linear in the element's index.
    Node at(size_t index) const;
    /// Elements of an array or members of an object; 0 for the rest. Linear.
    size_t size() const;

    std::string_view asString() const;              ///< empty when it is no string
    bool asBool() const;                            ///< false when it is no boolean
    std::optional<int64_t> asInt() const;           ///< whole numbers in 64 bits
    std::optional<double> asDouble() const;         ///< any number

    /// The value's own JSON text, byte for byte as it was parsed; empty for nothing.
    std::string_view span() const;
    Value toValue() const;

    /// Children in order; for an object each Iterator has key() and value().
    Iterator begin() const;
    Iterator end() const;

private:
    friend class Document;
    Node(const Document* document, uint32_t index) : m_document(document), m_index(index) {}

    const Document* m_document = nullptr;
    uint32_t m_index = 0;
};

/// Steps over an array's elements (`*it`) or an object's members (`it.key()`, `*it`).
class Node::Iterator
{
public:
    Node operator*() const;            ///< the element, or the member's value
    std::string_view key() const;      ///< the member's key; empty in an array
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return m_index == other.m_index; }

private:
    friend class Node;
    Iterator(const Document* document, uint32_t index, bool members)
        : m_document(document), m_index(index), m_members(members) {}

    const Document* m_document;
    uint32_t m_index;
    bool m_members;
};

} // namespace skiff::data
