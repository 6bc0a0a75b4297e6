#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::kubelet {

enum class PullPolicy : uint8_t
{
    Always,
    IfNotPresent,
    Never
};

/// The policy that `text` names; by default Always for ":latest" and untagged images, else IfNotPresent.
PullPolicy pullPolicy(std::string_view text, std::string_view image);

/// "docker.io/library/busybox:latest" for "busybox": registry, folder and tag filled in.
std::string normalizedImage(std::string_view image);

/// "docker.io" for "busybox": the registry whose credentials an image needs.
std::string registryOf(std::string_view image);

/// Whether credentials for `key` ("https://index.docker.io/v1/", "registry.example/team") are for `image`.
bool credentialsMatch(std::string_view key, std::string_view image);

} // namespace skiff::kubelet
