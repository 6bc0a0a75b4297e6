#include "cluster/base/result.h"

namespace skiff {

std::string_view errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return "invalid argument";
    case ErrorCode::Unauthenticated: return "unauthenticated";
    case ErrorCode::PermissionDenied: return "permission denied";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::AlreadyExists: return "already exists";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::Expired: return "expired";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::ResourceExhausted: return "resource exhausted";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::Unavailable: return "unavailable";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::DataLoss: return "data loss";
    case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

Error Error::in(std::string_view prefix) const
{
    std::string text;
    text.reserve(prefix.size() + 2 + message.size());
    text.append(prefix).append(": ").append(message);
    return {code, std::move(text)};
}

} // namespace skiff
