#pragma once

#include "cluster/base/clock.h"
#include "cluster/client/transport.h"
#include "cluster/data/document.h"

#include <memory>
#include <optional>
#include <string>

namespace skiff::client {

/// Why a call failed: our code for what to do next, and what the server said. Converts to a plain Error.
struct ApiError : Error
{
    int httpStatus = 0;                           ///< 0: there was no answer
    std::string reason;                           ///< metav1.Status.reason: "NotFound", "AlreadyExists", "Invalid", ...
    std::optional<Duration> retryAfter;           ///< details.retryAfterSeconds
    std::shared_ptr<const data::Document> status; ///< the metav1.Status, for its causes; may be null

    static ApiError fromResponse(const ApiResponse& response);
    /// From a metav1.Status, such as the object of a watch's ERROR event.
    static ApiError fromStatus(int httpStatus, std::shared_ptr<const data::Document> status);
    static ApiError fromTransport(Error error);

    /// True for a refusal because the namespace is being deleted.
    bool isNamespaceTerminating() const;
};

} // namespace skiff::client
