#pragma once

#include "cluster/base/result.h"
#include "cluster/data/value.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::data {

/// One step from a value to a value inside it, as `fieldsV1` names it. Interned by a PathPool:
/// equal steps of one pool are one object.
struct PathElement
{
    enum class Kind : uint8_t
    {
        Field, ///< a member of an object or map; `text` is its name
        Key,   ///< an element of a list with keys; `text` is compact JSON of its keys, sorted: {"name":"c"}
        Item,  ///< an element of a set; `text` is its JSON
        Index, ///< an element by its place; `text` is a number
    };
    Kind kind = Kind::Field;
    std::string text;
    size_t hash = 0;
};

/// The order in which steps stand in `fieldsV1`: fields, keys, items, places; numbers by value.
int compare(const PathElement& a, const PathElement& b);

/// Steps from the root of an object.
using Path = std::vector<const PathElement*>;

/// As error messages name it: `.spec.containers[name="c"].image`.
std::string toText(const Path& path);

/// Interns path elements. Belongs to one operation on one thread; what it hands out lives as long as it does.
class PathPool
{
public:
    PathPool() = default;
    PathPool(const PathPool&) = delete;
    PathPool& operator=(const PathPool&) = delete;

    const PathElement* field(std::string_view name) { return intern(PathElement::Kind::Field, name); }
    /// An element of a set.
    const PathElement* value(const Value& scalar);
    /// `keys` is compact JSON, sorted by name.
    const PathElement* key(std::string_view keys) { return intern(PathElement::Kind::Key, keys); }

    /// A member name of `fieldsV1` ("f:spec", "k:{\"name\":\"c\"}"), in canonical form. nullptr for a kind of step
    /// that is not known, which is left out. InvalidArgument when it is malformed.
    Result<const PathElement*> parse(std::string_view name);

private:
    const PathElement* intern(PathElement::Kind kind, std::string_view text);
    void grow();

    std::deque<PathElement> m_elements;
    std::vector<const PathElement*> m_slots; ///< hash table with open addressing; its size is a power of two
};

/// Appends the name of `element` in `fieldsV1`, unquoted: f:spec.
void appendFieldsV1Name(std::string& out, const PathElement& element);

} // namespace skiff::data
