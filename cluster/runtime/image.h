#pragma once

#include "cluster/runtime/sandbox.h"

namespace skiff::runtime {

struct Image
{
    std::string id;                          ///< "sha256:..."
    std::vector<std::string> repoTags;
    std::vector<std::string> repoDigests;
    uint64_t sizeBytes = 0;
    std::optional<int64_t> uid;              ///< the user that the image names by number
    std::string username;                    ///< or by name
    bool pinned = false;
};

/// Credentials for one registry, from an image pull secret.
struct RegistryAuth
{
    std::string username;
    std::string password;
    std::string auth;                        ///< base64 of "username:password"
    std::string serverAddress;
    std::string identityToken;
    std::string registryToken;
};

} // namespace skiff::runtime
