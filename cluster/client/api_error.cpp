#include "cluster/client/api_error.h"

#include <fmt/format.h>

namespace skiff::client {

namespace {

ErrorCode codeOf(int httpStatus, std::string_view reason)
{
    switch (httpStatus) {
    case 401:
        return ErrorCode::Unauthenticated;
    case 403:
        return ErrorCode::PermissionDenied;
    case 404:
        return ErrorCode::NotFound;
    case 409:
        return reason == "AlreadyExists" ? ErrorCode::AlreadyExists : ErrorCode::Conflict;
    case 410:
        return ErrorCode::Expired;
    case 405:
    case 406:
    case 415:
        return ErrorCode::Unsupported;
    case 429:
        return ErrorCode::ResourceExhausted;
    case 504:
        return ErrorCode::Timeout;
    default:
        break;
    }
    if (httpStatus >= 400 && httpStatus < 500)
        return ErrorCode::InvalidArgument;
    return httpStatus == 503 ? ErrorCode::Unavailable : ErrorCode::Internal;
}

} // namespace

ApiError ApiError::fromStatus(int httpStatus, std::shared_ptr<const data::Document> status)
{
    ApiError error;
    error.httpStatus = httpStatus;
    const data::Node root = status ? status->root() : data::Node();
    error.reason = root["reason"].asString();
    error.code = codeOf(httpStatus, error.reason);
    error.message = root["message"].asString();
    if (error.message.empty())
        error.message = fmt::format("the server answered with HTTP status {}", httpStatus);
    if (const auto seconds = root["details"]["retryAfterSeconds"].asInt())
        error.retryAfter = std::chrono::seconds(*seconds);
    error.status = std::move(status);
    return error;
}

ApiError ApiError::fromResponse(const ApiResponse& response)
{
    std::shared_ptr<const data::Document> status;
    if (response.body)
        if (auto parsed = data::Document::parse(*response.body); parsed && parsed.value()->root().isObject())
            status = std::move(*parsed);
    ApiError error = fromStatus(response.status, status);
    if (!status && response.body && !response.body->empty())
        error.message = *response.body;
    return error;
}

ApiError ApiError::fromTransport(Error error)
{
    ApiError result;
    static_cast<Error&>(result) = std::move(error);
    return result;
}

bool ApiError::isNamespaceTerminating() const
{
    if (httpStatus != 403 || !status)
        return false;
    for (const data::Node cause : status->root()["details"]["causes"])
        if (cause["reason"].asString() == "NamespaceTerminating")
            return true;
    return false;
}

} // namespace skiff::client
