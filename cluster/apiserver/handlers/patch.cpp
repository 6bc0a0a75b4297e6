#include "cluster/apiserver/handlers/patch.h"

#include "cluster/apiserver/handlers/apply.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/patch_body.h"
#include "cluster/apiserver/handlers/write_steps.h"

namespace skiff::apiserver {

namespace {

/// What a PATCH carries from reading to answering.
struct PatchRun
{
    ApiCall call;
    WriteOptions options;
    PatchBody patch;
    std::vector<std::string> warnings;
};

Outcome<Change> computePatch(PatchRun& run, const ObjectPtr& current)
{
    const Target& target = run.call.target;
    if (!current)
        return notFound(target.served.resource, target.name);
    const ExpectedKind kind = ExpectedKind::of(target.served.resource);
    const bool withOwners = run.patch.reachesManagedFields();
    data::Value live = fromStorage(target.served, *current, withOwners);
    SKIFF_TRY_ASSIGN(data::Value patched, run.patch.apply(data::Value(live, live.storage()), *kind.type));
    run.warnings.clear();
    const auto isAsStored = [&](std::string_view key) {
        return !target.served.isConverted() && run.patch.leavesAlone(key);
    };
    SKIFF_TRY_ASSIGN(data::Value object,
                     readChanged(std::move(patched), kind, run.options.fieldValidation, run.warnings, isAsStored));
    SKIFF_TRY(checkIdentity(object, target));
    const WriteCall write = writeCallOf(run.call, run.options, run.warnings);
    if (withOwners || target.served.isConverted())
        return prepareChange(run.call, current, toStorage(target.served, std::move(object)), write, false);
    return preparePatched(run.call, current, std::move(object), live, write);
}

} // namespace

void handlePatch(const ApiCall& call)
{
    if (isApply(call.request->http()))
        return handleApply(call);
    onPool(call, [call] {
        auto options = readPatchOptions(call.request->query, false);
        if (!options.ok())
            return call.request->fail(options.error());
        auto patch = PatchBody::read(call.request->http(), !call.target.served.custom);
        if (!patch.ok())
            return call.request->fail(patch.error());
        const auto run = std::make_shared<PatchRun>(PatchRun{call, *options, std::move(patch).value(), {}});
        changeObject(
            call, call.target.key(), [run](const ObjectPtr& current) { return computePatch(*run, current); },
            {run->options.dryRun},
            [run](Outcome<Written> outcome) { answerWritten(run->call, outcome, run->warnings); });
    });
}

} // namespace skiff::apiserver
