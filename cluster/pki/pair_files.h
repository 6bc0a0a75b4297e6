#pragma once

#include "cluster/pki/certificate.h"

#include <optional>
#include <string>

namespace skiff::pki {

/// The files BASE.crt and BASE.key. Nothing when either is missing.
Result<std::optional<KeyPair>> loadPair(const std::string& base);
/// Writes both with mode 0600, the key first: a certificate on disk always has its key.
Status savePair(const std::string& base, const KeyPair& pair);

/// Keeps other processes out of a folder while it lives; waits for them.
class FolderGuard
{
public:
    static Result<FolderGuard> wait(const std::string& folder);
    FolderGuard(FolderGuard&& other) noexcept;
    FolderGuard& operator=(FolderGuard&&) = delete;
    ~FolderGuard();

private:
    explicit FolderGuard(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

} // namespace skiff::pki
