#include "cluster/pki/pair_files.h"

#include "cluster/base/file.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace skiff::pki {

Result<std::optional<KeyPair>> loadPair(const std::string& base)
{
    KeyPair pair;
    for (const auto& [suffix, text] : {std::pair(".crt", &pair.certificatePem), std::pair(".key", &pair.keyPem)}) {
        auto content = file::read(base + suffix);
        if (!content.ok() && content.error().code == ErrorCode::NotFound)
            return std::optional<KeyPair>();
        if (!content.ok())
            return std::move(content).error();
        *text = std::move(*content);
    }
    return std::optional<KeyPair>(std::move(pair));
}

Status savePair(const std::string& base, const KeyPair& pair)
{
    SKIFF_TRY(file::writeAtomically(base + ".key", pair.keyPem));
    return file::writeAtomically(base + ".crt", pair.certificatePem);
}

Result<FolderGuard> FolderGuard::wait(const std::string& folder)
{
    FolderGuard guard(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (guard.m_descriptor < 0)
        return file::errorFromErrno(errno, "open", folder);
    while (::flock(guard.m_descriptor, LOCK_EX) != 0) {
        if (errno != EINTR)
            return file::errorFromErrno(errno, "lock", folder);
    }
    return guard;
}

FolderGuard::FolderGuard(FolderGuard&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderGuard::~FolderGuard()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace skiff::pki
