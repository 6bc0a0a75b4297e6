#include "cluster/runtime/written_images.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace skiff::runtime {

Result<std::optional<Image>> WrittenImages::imageStatus(const std::string& reference, const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(std::optional<Image> image, m_images.imageStatus(reference, limit));
    const std::lock_guard lock(m_mutex);
    if (!image || (m_pulls == 0 && !m_unwritten))
        return image;
    SKIFF_TRY(m_writeOut());
    m_unwritten = false;
    return image;
}

Result<std::string> WrittenImages::pullImage(const std::string& reference, const std::optional<RegistryAuth>& auth,
                                             const SandboxConfig& sandbox, const CallLimit& limit)
{
    ++m_pulls;
    auto pulled = m_images.pullImage(reference, auth, sandbox, limit);
    const std::lock_guard lock(m_mutex);
    const Status written = pulled.ok() ? m_writeOut() : Status();
    m_unwritten = m_unwritten || !written.ok();
    --m_pulls;
    return written.ok() ? std::move(pulled) : Result<std::string>(written.error());
}

Status syncFolder(const std::string& folder)
{
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", folder);
    const int failed = syncfs(fd) == 0 ? 0 : errno;
    close(fd);
    return failed == 0 ? Status() : file::errorFromErrno(failed, "write out", folder);
}

} // namespace skiff::runtime
