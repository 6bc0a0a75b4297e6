#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::client {

/// One call of the Kubernetes API.
struct ApiRequest
{
    std::string method = "GET";
    std::string path;                                            ///< "/api/v1/pods", encoded
    std::vector<std::pair<std::string, std::string>> query;      ///< not yet encoded
    std::string contentType;                                     ///< of the body
    std::string accept = "application/json";
    std::string body;
};

struct ApiResponse
{
    int status = 0;                    ///< HTTP status
    std::string contentType;
    std::shared_ptr<const std::string> body;
    std::vector<std::string> warnings = {}; ///< texts of the Warning headers, where a transport has them
};

/// A call under way; destroying it cancels: after the destructor no callback begins.
class Call
{
public:
    virtual ~Call() = default;
};

/// Receives a streamed answer (watch, log). One at a time, on the transport's thread.
struct StreamSink
{
    std::function<void(int status)> onStart;
    std::function<void(std::string_view bytes)> onData;
    std::function<void(Status)> onEnd;          ///< ok for a clean end
};

/// How calls reach an API server. Three exist: loopback (inside the server process, after
/// authentication, with a real identity), client/net (agents) and Qt's (console). Any thread.
class Transport
{
public:
    virtual ~Transport() = default;

    /// `done` gets any HTTP answer, 4xx and 5xx too; an Error only when there was none. Called
    /// once on the transport's thread, never inside send().
    [[nodiscard]] virtual std::unique_ptr<Call> send(ApiRequest request,
                                                     std::function<void(Result<ApiResponse>)> done) = 0;
    [[nodiscard]] virtual std::unique_ptr<Call> stream(ApiRequest request, StreamSink sink) = 0;
};

} // namespace skiff::client
