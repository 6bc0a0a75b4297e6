#include "cluster/apiserver/status_error.h"

#include "cluster/api/resource.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

std::string joinCauses(const std::vector<StatusCause>& causes)
{
    std::string text;
    for (const StatusCause& cause : causes) {
        if (!text.empty())
            text += ", ";
        text += cause.field.empty() ? cause.message : cause.field + ": " + cause.message;
    }
    return causes.size() > 1 ? "[" + text + "]" : text;
}

StatusError of(int code, std::string_view reason, std::string message)
{
    StatusError error;
    error.code = code;
    error.reason = reason;
    error.message = std::move(message);
    return error;
}

StatusError about(int code, std::string_view reason, const api::Resource& resource, std::string_view name,
                  std::string message)
{
    StatusError error = of(code, reason, std::move(message));
    error.details = true;
    error.name = name;
    error.group = resource.group;
    error.kind = resource.plural;
    return error;
}

StatusError withEmptyDetails(StatusError error)
{
    error.details = true;
    return error;
}

void appendMember(std::string& json, std::string_view key, std::string_view value)
{
    if (value.empty())
        return;
    if (json.back() != '{')
        json += ',';
    json.append("\"").append(key).append("\":").append(quoted(value));
}

std::string causesJson(const std::vector<StatusCause>& causes)
{
    std::string json = "[";
    for (const StatusCause& cause : causes) {
        if (json.size() > 1)
            json += ',';
        json += '{';
        appendMember(json, "reason", cause.reason);
        appendMember(json, "message", cause.message);
        appendMember(json, "field", cause.field);
        json += '}';
    }
    return json + "]";
}

} // namespace

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    out.reserve(text.size() + 2);
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                out += fmt::format("\\u{:04x}", c);
            else
                out += c;
        }
    }
    out += '"';
    return out;
}

std::string StatusError::toJson() const
{
    std::string json = R"({"kind":"Status","apiVersion":"v1","metadata":{)";
    appendMember(json, "continue", continueToken);
    json += R"(},"status":"Failure")";
    appendMember(json, "message", message);
    appendMember(json, "reason", reason);
    if (details || !causes.empty() || retryAfterSeconds > 0) {
        json += R"(,"details":{)";
        appendMember(json, "name", name);
        appendMember(json, "group", group);
        appendMember(json, "kind", kind);
        appendMember(json, "uid", uid);
        if (!causes.empty())
            json.append(json.back() == '{' ? "" : ",").append(R"("causes":)").append(causesJson(causes));
        if (retryAfterSeconds > 0)
            json += fmt::format(R"({}"retryAfterSeconds":{})", json.back() == '{' ? "" : ",", retryAfterSeconds);
        json += '}';
    }
    return json + fmt::format(R"(,"code":{}}})", code);
}

StatusError badRequest(std::string message)
{
    return of(400, "BadRequest", std::move(message));
}

StatusError unauthorized()
{
    return of(401, "Unauthorized", "Unauthorized");
}

StatusError forbidden(const api::Resource& resource, std::string_view name, std::string_view why)
{
    std::string message = name.empty() ? fmt::format("{} is forbidden: {}", resource.qualifiedName(), why)
                                       : fmt::format("{} \"{}\" is forbidden: {}", resource.qualifiedName(), name, why);
    return about(403, "Forbidden", resource, name, std::move(message));
}

StatusError notFound(const api::Resource& resource, std::string_view name)
{
    return about(404, "NotFound", resource, name, fmt::format("{} \"{}\" not found", resource.qualifiedName(), name));
}

StatusError unknownResource()
{
    return withEmptyDetails(of(404, "NotFound", "the server could not find the requested resource"));
}

StatusError methodNotAllowed()
{
    return withEmptyDetails(of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
}

StatusError notAcceptable(std::string_view offered)
{
    return withEmptyDetails(
        of(406, "NotAcceptable", fmt::format("406: Not Acceptable\n\nAvailable representations: {}", offered)));
}

StatusError unsupportedBody(std::string_view accepted)
{
    return of(415, "UnsupportedMediaType",
              fmt::format("the body of the request was in an unknown format - accepted media types include: {}", accepted));
}

StatusError alreadyExists(const api::Resource& resource, std::string_view name)
{
    return about(409, "AlreadyExists", resource, name,
                 fmt::format("{} \"{}\" already exists", resource.qualifiedName(), name));
}

StatusError conflict(const api::Resource& resource, std::string_view name, std::string_view why)
{
    return about(409, "Conflict", resource, name,
                 fmt::format("Operation cannot be fulfilled on {} \"{}\": {}", resource.qualifiedName(), name, why));
}

StatusError modifiedMeanwhile(const api::Resource& resource, std::string_view name)
{
    return conflict(resource, name,
                    "the object has been modified; please apply your changes to the latest version and try again");
}

StatusError invalid(std::string_view group, std::string_view kind, std::string_view name, std::vector<StatusCause> causes)
{
    StatusError error = of(422, "Invalid",
                           fmt::format("{}{}{} \"{}\" is invalid: {}", kind, group.empty() ? "" : ".", group, name,
                                       joinCauses(causes)));
    error.details = true;
    error.name = name;
    error.group = group;
    error.kind = kind;
    error.causes = std::move(causes);
    return error;
}

StatusError invalid(const api::Resource& resource, std::string_view name, std::vector<StatusCause> causes)
{
    return invalid(resource.group, resource.kind, name, std::move(causes));
}

StatusError expired(std::string message)
{
    return of(410, "Expired", std::move(message));
}

StatusError tooManyRequests(std::string message, int retryAfterSeconds)
{
    StatusError error = of(429, "TooManyRequests", std::move(message));
    error.retryAfterSeconds = retryAfterSeconds;
    return error;
}

StatusError timeout(std::string message)
{
    return of(504, "Timeout", std::move(message));
}

StatusError tooLarge(uint64_t asked, uint64_t current)
{
    StatusError error = timeout(fmt::format("Timeout: Too large resource version: {}, current: {}", asked, current));
    error.causes.push_back({"ResourceVersionTooLarge", "Too large resource version", {}});
    error.retryAfterSeconds = 1;
    return error;
}

StatusError unavailable(std::string message)
{
    return of(503, "ServiceUnavailable", std::move(message));
}

StatusError internalError(std::string_view why)
{
    StatusError error = of(500, "InternalError", fmt::format("Internal error occurred: {}", why));
    error.causes.push_back({{}, std::string(why), {}});
    return error;
}

StatusError plainError(std::string message)
{
    return of(500, {}, std::move(message));
}

StatusError fromError(const Error& error)
{
    switch (error.code) {
    case ErrorCode::InvalidArgument: return badRequest(error.message);
    case ErrorCode::Unauthenticated: return unauthorized();
    case ErrorCode::Expired: return expired(error.message);
    case ErrorCode::Timeout: return timeout(error.message);
    case ErrorCode::Unavailable:
    case ErrorCode::Cancelled: return unavailable(error.message);
    case ErrorCode::ResourceExhausted: return unavailable(error.message);
    default: return internalError(error.message);
    }
}

StatusCause requiredField(std::string field, std::string_view detail)
{
    return {"FieldValueRequired", detail.empty() ? "Required value" : fmt::format("Required value: {}", detail),
            std::move(field)};
}

StatusCause invalidField(std::string field, std::string_view value, std::string_view detail)
{
    return {"FieldValueInvalid", fmt::format("Invalid value: {}: {}", value, detail), std::move(field)};
}

StatusCause forbiddenField(std::string field, std::string_view detail)
{
    return {"FieldValueForbidden", fmt::format("Forbidden: {}", detail), std::move(field)};
}

StatusCause notSupportedField(std::string field, std::string_view value, std::vector<std::string_view> supported)
{
    std::string list;
    for (const std::string_view each : supported)
        list.append(list.empty() ? "" : ", ").append(quoted(each));
    return {"FieldValueNotSupported", fmt::format("Unsupported value: {}: supported values: {}", value, list),
            std::move(field)};
}

} // namespace skiff::apiserver
