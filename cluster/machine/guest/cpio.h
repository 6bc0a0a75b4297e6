#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace skiff::machine::guest {

/// Writes an archive in the format that the kernel unpacks as its first file system ("newc" cpio,
/// Documentation/driver-api/early-userspace/buffer-format.rst). Archives may follow each other, so
/// that small parts are appended to large ones. The same calls give the same bytes. One thread.
class CpioWriter
{
public:
    /// Adds a file owned by root. Parent folders are made as they are needed. `path` is relative,
    /// without "..": InvalidArgument otherwise.
    Status addFile(std::string_view path, std::string_view content, unsigned mode = 0644);
    Status addFolder(std::string_view path, unsigned mode = 0755);
    Status addLink(std::string_view path, std::string_view target);

    /// The archive with its end mark, padded to 512 bytes. The writer is empty afterwards.
    std::string finish();

private:
    Status addParents(std::string_view path);
    void append(std::string_view path, std::string_view content, unsigned mode);

    std::string m_bytes;
    std::set<std::string, std::less<>> m_folders;
    uint32_t m_nextInode = 1;
};

} // namespace skiff::machine::guest
