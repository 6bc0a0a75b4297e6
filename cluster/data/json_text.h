#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skiff::data {

/// Objects and arrays may be nested this deep in anything we parse.
constexpr size_t MaxJsonDepth = 512;

/// Appends `text` in quotes, with what JSON must escape escaped and bytes that
/// are no UTF-8 replaced by U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

/// "line 3, column 7" of byte `offset`; both count from 1, columns in bytes.
std::string describePosition(std::string_view text, size_t offset);

} // namespace skiff::data
