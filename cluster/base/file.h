#pragma once

#include "cluster/base/result.h"

#include <string>
#include <string_view>

namespace skiff::file {

/// The whole file. NotFound, PermissionDenied, or Unavailable for a read error.
Result<std::string> read(const std::string& path);

/// Replaces `path` with `content` so that readers see the old or the new file, never a part: a
/// temporary file beside it is written, synced and renamed. ResourceExhausted when the disk is full.
Status writeAtomically(const std::string& path, std::string_view content, unsigned mode = 0600);

/// Makes `path` and its parents, new ones with `mode`. An existing folder is fine.
Status makeFolders(const std::string& path, unsigned mode = 0700);

/// The error for an errno of a call on `path`, with the system's words.
Error errorFromErrno(int number, std::string_view what, std::string_view path);

} // namespace skiff::file
