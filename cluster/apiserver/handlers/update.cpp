#include "cluster/apiserver/handlers/update.h"

#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"

namespace skiff::apiserver {

namespace {

/// What a PUT carries from reading to answering.
struct UpdateRun
{
    ApiCall call;
    WriteOptions options;
    data::Value object;                  ///< storage version
    std::vector<std::string> warnings;
};

Outcome<data::Value> readUpdate(UpdateRun& run)
{
    const ServedResource& served = run.call.target.served;
    SKIFF_TRY_ASSIGN(run.options, readWriteOptions(run.call.request->query, "UpdateOptions"));
    SKIFF_TRY_ASSIGN(data::Value object, readObjectBody(run.call.request->http(), ExpectedKind::of(served.resource),
                                                        run.options.fieldValidation, run.warnings));
    SKIFF_TRY(checkIdentity(object, run.call.target));
    return toStorage(served, std::move(object));
}

Outcome<Change> createByUpdate(UpdateRun& run)
{
    const Target& target = run.call.target;
    if (!target.served.strategy.createsOnUpdate() || target.subresource)
        return notFound(target.served.resource, target.name);
    SKIFF_TRY(checkMayCreate(run.call));
    data::Value object = run.object;
    data::ensureObject(object, {"metadata"}).erase("resourceVersion");
    return prepareNew(run.call, std::move(object), writeCallOf(run.call, run.options, run.warnings));
}

Outcome<Change> computeUpdate(UpdateRun& run, const ObjectPtr& current)
{
    if (!current)
        return createByUpdate(run);
    return prepareChange(run.call, current, run.object, writeCallOf(run.call, run.options, run.warnings), true);
}

} // namespace

void handleUpdate(const ApiCall& call)
{
    onPool(call, [call] {
        const auto run = std::make_shared<UpdateRun>(UpdateRun{call, {}, {}, {}});
        auto object = readUpdate(*run);
        if (!object.ok())
            return answerWritten(call, object.error(), run->warnings);
        run->object = std::move(object).value();
        changeObject(
            call, call.target.key(), [run](const ObjectPtr& current) { return computeUpdate(*run, current); },
            {run->options.dryRun},
            [run](Outcome<Written> outcome) { answerWritten(run->call, outcome, run->warnings); });
    });
}

} // namespace skiff::apiserver
