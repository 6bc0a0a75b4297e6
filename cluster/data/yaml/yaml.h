#pragma once

#include "cluster/data/value.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::data {

/// What one YAML text may cost.
struct YamlLimits
{
    size_t bytes = 16 * 1024 * 1024;        ///< of the text
    size_t depth = 200;                     ///< of nested lists and maps
    size_t anchoredBytes = 8 * 1024 * 1024; ///< that anchors hold and aliases expand to, all together
};

/// Reads a YAML stream, or one JSON text: the documents in order, empty ones left out.
/// InvalidArgument: "line 3, column 7: ...". ResourceExhausted: a limit.
Result<std::vector<Value>> parseYaml(std::string_view text, const YamlLimits& limits = {});

/// As parseYaml, for a text that must hold exactly one document.
Result<Value> parseYamlDocument(std::string_view text, const YamlLimits& limits = {});

/// `value` as a YAML document for people: block style, members in their order, strings quoted only where another
/// reading is possible, several lines as |. Ends with a line end; parseYaml gives the same value back.
std::string toYaml(const Value& value);

} // namespace skiff::data
