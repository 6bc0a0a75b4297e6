#pragma once

#include "cluster/data/value.h"

#include <string>
#include <string_view>

namespace skiff::data::yaml {

/// What a plain (unquoted) scalar means: null, a boolean, a number or else the string itself.
/// InvalidArgument for infinities and NaN, which JSON does not have.
Result<Value> resolvePlain(std::string_view text);

/// How a string must be written so that every YAML reader sees the same string.
enum class Quoting
{
    Plain,
    Single,
    Double
};

/// The lightest quoting for a string of one line.
Quoting quotingFor(std::string_view text);

/// Appends `text` in double quotes: as JSON, and with escapes for what YAML does not have as such (U+007F … U+009F,
/// separators of lines, the byte order mark).
void appendDoubleQuoted(std::string& out, std::string_view text);

} // namespace skiff::data::yaml
