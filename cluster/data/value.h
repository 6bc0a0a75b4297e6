#pragma once

#include "cluster/base/result.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace skiff::data {

/// A JSON document that can be changed: what a request body is while it is defaulted, patched
/// and validated, and what components build patches from. Objects keep the order of insertion.
/// Documents at rest are bytes (see Document); do not keep Values.
using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// Parses one JSON text. Duplicate keys keep the last. InvalidArgument with line and column.
Result<Value> parseJson(std::string_view text);

/// Memory for one document that lives shortly: taken in large pieces, given back as a whole.
using Arena = boost::json::storage_ptr;
/// An arena for a document of about `textSize` bytes.
Arena makeArena(size_t textSize);
/// As above, in `arena`, which the value and what is moved out of it keep alive.
Result<Value> parseJson(std::string_view text, const Arena& arena);

/// The shortest JSON of `value`. Doubles that are whole numbers are written without a fraction.
std::string toJson(const Value& value);
/// The same, indented by two spaces, as `?pretty=1` and files for people want it.
std::string toPrettyJson(const Value& value);

/// The member at `path` ("spec", "template", ...), or nullptr when some step is absent or not an object.
const Value* find(const Value& root, std::initializer_list<std::string_view> path);
Value* find(Value& root, std::initializer_list<std::string_view> path);

/// The string at `path`, or empty when it is absent or not a string. Valid while `root` is unchanged.
std::string_view stringAt(const Value& root, std::initializer_list<std::string_view> path);
/// The integer at `path`, or `fallback`.
int64_t intAt(const Value& root, std::initializer_list<std::string_view> path, int64_t fallback = 0);
/// True when the boolean at `path` is true.
bool boolAt(const Value& root, std::initializer_list<std::string_view> path);

/// The object at `path`; objects that are absent on the way (or null) are made.
Object& ensureObject(Value& root, std::initializer_list<std::string_view> path);
/// Removes the member at `path`; nothing happens when it is absent.
void removeAt(Value& root, std::initializer_list<std::string_view> path);

/// Equal as JSON: numbers by value, objects without regard to order.
bool equal(const Value& a, const Value& b);

} // namespace skiff::data
