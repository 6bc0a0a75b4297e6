#pragma once

#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::api::custom {

class Pattern;

/// One part of an openAPIV3Schema: what a value may be and what is done to it. Read once, immutable
/// from then on; any thread.
struct Schema
{
    enum class Type : uint8_t
    {
        Any,
        Array,
        Boolean,
        Integer,
        Number,
        Object,
        String
    };

    // What there is.
    Type type = Type::Any;
    bool nullable = false;
    bool intOrString = false;
    bool preserveUnknown = false;
    bool embedded = false; ///< an object with apiVersion, kind and metadata
    std::map<std::string, Schema, std::less<>> properties;
    std::unique_ptr<Schema> additional; ///< of the values of a map
    bool anyAdditional = false;         ///< additionalProperties: true
    std::unique_ptr<Schema> items;
    std::optional<data::Value> byDefault;
    std::string description;

    // How apply merges it.
    data::ListType listType = data::ListType::Atomic;
    std::vector<std::string> listMapKeys;
    bool atomicMap = false;

    // What it must keep.
    std::vector<std::string> required;
    std::vector<data::Value> oneOfValues; ///< enum
    std::optional<double> minimum, maximum, multipleOf;
    bool exclusiveMinimum = false, exclusiveMaximum = false;
    std::optional<int64_t> minLength, maxLength, minItems, maxItems, minProperties, maxProperties;
    bool uniqueItems = false;
    std::string format;
    std::shared_ptr<const Pattern> pattern;
    std::vector<Schema> allOf, anyOf, oneOf;
    std::unique_ptr<Schema> no; ///< not

    /// The expressions of x-kubernetes-validations, which are kept and not evaluated.
    std::vector<std::string> rules;

    /// Reads a schema that may be wrong in any way: what makes no sense is left out. Very deep ones are cut.
    static Schema read(const data::Value& json);

    bool isMap() const { return additional || anyAdditional; }
    /// Adds the places ("spec.size") of all expressions here and below to `places`.
    void findRules(const std::string& path, std::vector<std::string>& places) const;
    /// True when something here or below has a default.
    bool hasDefaults() const;
};

/// A type's name, as schemas have it ("integer"); empty for Any.
std::string_view typeName(Schema::Type type);
/// The type that a JSON value has: "integer", "number", "null", ...
std::string_view typeName(const data::Value& value);

/// A regular expression in RE2's syntax. Immutable; any thread.
class Pattern
{
public:
    /// Never fails: one that does not compile matches nothing and says why.
    explicit Pattern(std::string_view text);
    ~Pattern();
    const std::string& text() const { return m_text; }
    /// Why it does not compile; empty: it does.
    const std::string& error() const { return m_error; }
    /// True when some part of `value` matches.
    bool matches(std::string_view value) const;

private:
    struct Compiled;
    std::string m_text;
    std::string m_error;
    std::unique_ptr<const Compiled> m_compiled;
};

} // namespace skiff::api::custom
