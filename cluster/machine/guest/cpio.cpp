#include "cluster/machine/guest/cpio.h"

#include <fmt/format.h>
#include <iterator>
#include <limits>

namespace skiff::machine::guest {

namespace {

constexpr unsigned regularFile = 0100000;
constexpr unsigned folderType = 0040000;
constexpr unsigned linkType = 0120000;
constexpr size_t blockSize = 512;

void pad(std::string& bytes, size_t boundary)
{
    bytes.append((boundary - bytes.size() % boundary) % boundary, '\0');
}

Status checkPath(std::string_view path)
{
    bool good = !path.empty() && path.front() != '/' && path.back() != '/' && path.find('\0') == path.npos;
    for (size_t start = 0; good && start <= path.size();) {
        const size_t end = std::min(path.find('/', start), path.size());
        const std::string_view part = path.substr(start, end - start);
        good = !part.empty() && part != "." && part != "..";
        start = end + 1;
    }
    if (!good)
        return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is no path inside an archive", path)};
    return {};
}

} // namespace

void CpioWriter::append(std::string_view path, std::string_view content, unsigned mode)
{
    // magic, inode, mode, uid, gid, links, time, size, device major and minor, special device
    // major and minor, length of the name with its end, checksum
    fmt::format_to(std::back_inserter(m_bytes),
                   "070701{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}",
                   m_nextInode++, mode, 0, 0, 1, 0, content.size(), 0, 0, 0, 0, path.size() + 1, 0);
    m_bytes.append(path);
    m_bytes.push_back('\0');
    pad(m_bytes, 4);
    m_bytes.append(content);
    pad(m_bytes, 4);
}

Status CpioWriter::addParents(std::string_view path)
{
    for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
        if (m_folders.emplace(path.substr(0, slash)).second)
            append(path.substr(0, slash), {}, folderType | 0755);
    }
    return {};
}

Status CpioWriter::addFile(std::string_view path, std::string_view content, unsigned mode)
{
    SKIFF_TRY(checkPath(path));
    if (content.size() > std::numeric_limits<uint32_t>::max())
        return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is too large for an archive", path)};
    SKIFF_TRY(addParents(path));
    append(path, content, regularFile | (mode & 07777));
    return {};
}

Status CpioWriter::addFolder(std::string_view path, unsigned mode)
{
    SKIFF_TRY(checkPath(path));
    SKIFF_TRY(addParents(path));
    if (m_folders.emplace(path).second)
        append(path, {}, folderType | (mode & 07777));
    return {};
}

Status CpioWriter::addLink(std::string_view path, std::string_view target)
{
    SKIFF_TRY(checkPath(path));
    SKIFF_TRY(addParents(path));
    append(path, target, linkType | 0777);
    return {};
}

std::string CpioWriter::finish()
{
    m_nextInode = 0;
    append("TRAILER!!!", {}, 0);
    pad(m_bytes, blockSize);
    m_nextInode = 1;
    m_folders.clear();
    return std::exchange(m_bytes, {});
}

} // namespace skiff::machine::guest
