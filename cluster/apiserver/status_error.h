#pragma once

#include "cluster/base/result.h"

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace skiff::api { struct Resource; }

namespace skiff::apiserver {

/// One reason among several, as metav1.StatusCause: for an invalid field `reason` is
/// "FieldValueRequired" and the like, `message` starts with its words ("Required value").
struct StatusCause
{
    std::string reason;
    std::string message;
    std::string field;
};

/// A refusal as clients see it: the contents of a metav1.Status of status Failure.
struct StatusError
{
    int code = 500;                   ///< HTTP status
    std::string reason;               ///< metav1.StatusReason; empty: none is sent
    std::string message;
    bool details = false;             ///< send details even when all of them are empty
    std::string name;
    std::string group;
    std::string kind;                 ///< the plural for 403, 404, 409; the Kind for 422
    std::string uid;
    std::vector<StatusCause> causes;
    int retryAfterSeconds = 0;
    std::string continueToken;        ///< metadata.continue: how to go on after 410

    std::string toJson() const;
};

/// Either a value or a StatusError; works with SKIFF_TRY and SKIFF_TRY_ASSIGN.
template <class T>
class [[nodiscard]] Outcome
{
public:
    Outcome(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Outcome(StatusError error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    T& value() & { assert(ok()); return *std::get_if<0>(&m_state); }
    const T& value() const& { assert(ok()); return *std::get_if<0>(&m_state); }
    T&& value() && { assert(ok()); return std::move(*std::get_if<0>(&m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const StatusError& error() const& { assert(!ok()); return *std::get_if<1>(&m_state); }
    StatusError&& error() && { assert(!ok()); return std::move(*std::get_if<1>(&m_state)); }

private:
    std::variant<T, StatusError> m_state;
};

/// Success, or a StatusError.
struct Done {};
using Checked = Outcome<Done>;

/// The refusals that more than one place makes, word for word as Kubernetes makes them.
/// `resource` names itself by its plural and group.
StatusError badRequest(std::string message);
StatusError unauthorized();
StatusError forbidden(const api::Resource& resource, std::string_view name, std::string_view why);
StatusError notFound(const api::Resource& resource, std::string_view name);
/// No such path below a known group.
StatusError unknownResource();
StatusError methodNotAllowed();
StatusError notAcceptable(std::string_view offered);
StatusError unsupportedBody(std::string_view accepted);
StatusError alreadyExists(const api::Resource& resource, std::string_view name);
StatusError conflict(const api::Resource& resource, std::string_view name, std::string_view why);
/// A conflict because the object changed since the client read it.
StatusError modifiedMeanwhile(const api::Resource& resource, std::string_view name);
/// `Kind.group "name" is invalid: ...` with one cause for each field.
StatusError invalid(std::string_view group, std::string_view kind, std::string_view name, std::vector<StatusCause> causes);
StatusError invalid(const api::Resource& resource, std::string_view name, std::vector<StatusCause> causes);
StatusError expired(std::string message);
StatusError tooManyRequests(std::string message, int retryAfterSeconds);
StatusError timeout(std::string message);
StatusError tooLarge(uint64_t asked, uint64_t current);
StatusError unavailable(std::string message);
StatusError internalError(std::string_view why);
/// A 500 that has a message and no reason, as errors outside of Kubernetes' vocabulary give.
StatusError plainError(std::string message);
/// For errors of the layers below: what happened there is no fault of the request.
StatusError fromError(const Error& error);

/// Field errors with Kubernetes' words. `value` is written as JSON would be.
StatusCause requiredField(std::string field, std::string_view detail = {});
StatusCause invalidField(std::string field, std::string_view value, std::string_view detail);
StatusCause forbiddenField(std::string field, std::string_view detail);
StatusCause notSupportedField(std::string field, std::string_view value, std::vector<std::string_view> supported);

/// `text` in double quotes with JSON's escapes.
std::string quoted(std::string_view text);

} // namespace skiff::apiserver
