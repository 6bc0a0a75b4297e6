#pragma once

#include "cluster/base/result.h"

#include <string>
#include <string_view>

namespace skiff::data {

/// Standard base64 with padding (RFC 4648, section 4): how JSON holds bytes.
std::string toBase64(std::string_view bytes);

/// The bytes; line ends are skipped as Go's decoder does. InvalidArgument names the offset of what is wrong:
/// "illegal base64 data at input byte 4".
Result<std::string> fromBase64(std::string_view text);

} // namespace skiff::data
