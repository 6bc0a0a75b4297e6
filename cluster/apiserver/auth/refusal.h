#pragma once

#include "cluster/data/value.h"

#include <string>
#include <variant>
#include <vector>

namespace skiff::apiserver::auth {

/// One field that is wrong, in the words of metav1.StatusCause.
struct FieldProblem
{
    std::string reason;  ///< "FieldValueInvalid"
    std::string message; ///< "Invalid value: ..."
    std::string field;   ///< "spec.user"
};

/// Why something is not done, with all that the Status for it needs. When `problems` are there,
/// `message` is empty: the caller writes `KIND.GROUP "NAME" is invalid: ...` from them.
struct Refusal
{
    int code = 400;
    std::string reason; ///< "BadRequest", "Invalid", "Forbidden", "NotFound", "Conflict"
    std::string message;
    std::string name; ///< details
    std::string group;
    std::string kind; ///< the plural for 403, 404 and 409, the Kind for 422
    std::vector<FieldProblem> problems;

    static Refusal badRequest(std::string text) { return {400, "BadRequest", std::move(text), {}, {}, {}, {}}; }
    static Refusal invalid(std::string kind, std::string group, FieldProblem problem)
    {
        return {422, "Invalid", {}, {}, std::move(group), std::move(kind), {std::move(problem)}};
    }
};

/// The finished document, or why not.
using Reviewed = std::variant<data::Value, Refusal>;

} // namespace skiff::apiserver::auth
