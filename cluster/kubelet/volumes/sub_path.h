#pragma once

#include "cluster/base/result.h"

#include <string>

namespace skiff::kubelet {

/// An open file or folder; closed at the end.
class OpenPath
{
public:
    OpenPath(int fd, bool isFolder) : m_fd(fd), m_isFolder(isFolder) {}
    OpenPath(OpenPath&& other) noexcept;
    OpenPath& operator=(OpenPath&& other) noexcept;
    ~OpenPath();

    int fd() const { return m_fd; }
    bool isFolder() const { return m_isFolder; }

private:
    int m_fd;
    bool m_isFolder;
};

/// Opens `subPath` of the volume at `root`, never outside it whatever links a container left
/// there (the kernel resolves it, openat2 with RESOLVE_BENEATH). A missing one becomes a folder.
Result<OpenPath> openSubPath(const std::string& root, const std::string& subPath);

} // namespace skiff::kubelet
