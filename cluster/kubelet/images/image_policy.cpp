#include "cluster/kubelet/images/image_policy.h"

namespace skiff::kubelet {

namespace {

bool looksLikeRegistry(std::string_view part)
{
    return part == "localhost" || part.find('.') != std::string_view::npos || part.find(':') != std::string_view::npos;
}

/// The tag of "registry:5000/a/b:tag", empty without one.
std::string_view tagOf(std::string_view image)
{
    const size_t slash = image.rfind('/');
    const size_t colon = image.rfind(':');
    if (colon == std::string_view::npos || (slash != std::string_view::npos && colon < slash))
        return {};
    return image.substr(colon + 1);
}

} // namespace

PullPolicy pullPolicy(std::string_view text, std::string_view image)
{
    if (text == "Never")
        return PullPolicy::Never;
    if (text == "Always")
        return PullPolicy::Always;
    if (text == "IfNotPresent" || image.find('@') != std::string_view::npos)
        return PullPolicy::IfNotPresent;
    const std::string_view tag = tagOf(image);
    return tag.empty() || tag == "latest" ? PullPolicy::Always : PullPolicy::IfNotPresent;
}

std::string normalizedImage(std::string_view image)
{
    std::string result(image);
    const size_t slash = image.find('/');
    if (slash == std::string_view::npos)
        result = "docker.io/library/" + result;
    else if (!looksLikeRegistry(image.substr(0, slash)))
        result = "docker.io/" + result;
    if (image.find('@') == std::string_view::npos && tagOf(image).empty())
        result += ":latest";
    return result;
}

std::string registryOf(std::string_view image)
{
    const std::string full = normalizedImage(image);
    return full.substr(0, full.find('/'));
}

bool credentialsMatch(std::string_view key, std::string_view image)
{
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (key.starts_with(scheme))
            key.remove_prefix(scheme.size());
    }
    for (const std::string_view version : {"/v1/", "/v2/", "/v1", "/v2", "/"}) {
        if (key.ends_with(version))
            key.remove_suffix(version.size());
    }
    const std::string full = normalizedImage(image);
    if (key == "index.docker.io" || key == "registry-1.docker.io")
        key = "docker.io";
    return full.starts_with(key) && (full.size() == key.size() || full[key.size()] == '/' || full[key.size()] == ':');
}

} // namespace skiff::kubelet
