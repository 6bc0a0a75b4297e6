#pragma once

#include "cluster/kubelet/pod.h"

namespace skiff::kubelet {

/// Service-account tokens bound to a pod. Blocking; worker threads only.
class TokenSource
{
public:
    virtual ~TokenSource() = default;
    /// A token good for at least a fifth of `lifetime`; `audience` empty: the API server's.
    virtual Result<std::string> token(const Pod& pod, const std::string& audience, std::chrono::seconds lifetime) = 0;
};

} // namespace skiff::kubelet
