#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <string>
#include <utility>
#include <vector>

namespace skiff::kubelet {

/// One HTTP GET for a probe or a hook.
struct HttpCheck
{
    bool tls = false; ///< the certificate is not verified, as Kubernetes documents
    std::string host;
    int port = 80;
    std::string path = "/"; ///< with its query
    std::vector<std::pair<std::string, std::string>> headers;
    Duration timeout = std::chrono::seconds(1);

    std::string url() const;
};

struct HttpAnswer
{
    int status = 0;
    std::string body; ///< its first 10 KiB
};

/// Makes HTTP and TCP checks. Blocking: worker threads only.
class NetChecker
{
public:
    virtual ~NetChecker() = default;
    virtual Result<HttpAnswer> get(const HttpCheck& check) = 0;
    /// Connects and closes.
    virtual Status connect(const std::string& host, int port, Duration timeout) = 0;
};

} // namespace skiff::kubelet
