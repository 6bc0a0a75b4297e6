#include "cluster/apiserver/registry/auth/refusal_status.h"

namespace skiff::apiserver {

StatusError toStatus(const auth::Refusal& refusal)
{
    std::vector<StatusCause> causes;
    for (const auth::FieldProblem& problem : refusal.problems)
        causes.push_back({problem.reason, problem.message, problem.field});
    if (!causes.empty())
        return invalid(refusal.group, refusal.kind, refusal.name, std::move(causes));
    StatusError error;
    error.code = refusal.code;
    error.reason = refusal.reason;
    error.message = refusal.message;
    error.details = !refusal.kind.empty();
    error.name = refusal.name;
    error.group = refusal.group;
    error.kind = refusal.kind;
    return error;
}

} // namespace skiff::apiserver
