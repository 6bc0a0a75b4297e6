#include "cluster/apiserver/handlers/scale.h"

#include "cluster/api/custom/custom_kind.h"
#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/apply.h"
#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/patch_body.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/apiserver/tables/table.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/document.h"
#include "cluster/semantics/label_selector.h"

#include <fmt/format.h>

#include <optional>

namespace skiff::apiserver {

namespace {

ExpectedKind scaleKind(const ApiCall& call)
{
    return ExpectedKind::of(call.target.served.resource, call.target.subresource);
}

const api::custom::ScalePaths* customPaths(const ApiCall& call)
{
    const api::custom::Version* version = api::custom::versionOf(call.target.served.resource);
    return version && version->scale ? &*version->scale : nullptr;
}

int64_t numberAt(const api::custom::JsonPath& path, const data::Value& object)
{
    const data::Value* value = path.first(object);
    return value && value->is_number() ? value->to_number<int64_t>() : 0;
}

void setReplicas(const ApiCall& call, data::Value& workload, const data::Value& replicas)
{
    if (const auto* paths = customPaths(call))
        paths->specReplicas.set(workload, replicas);
    else
        data::ensureObject(workload, {"spec"})["replicas"] = replicas;
}

std::string selectorText(const StoredObject& object)
{
    const auto document = data::Document::parse(std::string(object.json()));
    if (!document.ok())
        return {};
    const data::Node selector = (*document)->root()["spec"]["selector"];
    // A ReplicationController's selector is a plain map.
    if (selector && !selector["matchLabels"] && !selector["matchExpressions"])
        return semantics::LabelSelector::fromMap(selector).toString();
    const auto parsed = semantics::LabelSelector::fromObject(selector);
    return parsed.ok() ? parsed->toString() : std::string();
}

data::Value scaleOf(const ApiCall& call, const StoredObject& object)
{
    const data::Value workload = fromStorage(call.target.served, object);
    data::Object metadata;
    for (const std::string_view field : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"})
        if (const data::Value* value = data::find(workload, {"metadata", field}))
            metadata[field] = *value;
    int64_t wanted = data::intAt(workload, {"spec", "replicas"});
    int64_t present = data::intAt(workload, {"status", "replicas"});
    data::Object status;
    if (const auto* paths = customPaths(call)) {
        wanted = numberAt(paths->specReplicas, workload);
        present = numberAt(paths->statusReplicas, workload);
        const data::Value* selector = paths->selector ? paths->selector->first(workload) : nullptr;
        status["replicas"] = present;
        if (selector && selector->is_string())
            status["selector"] = *selector;
    } else {
        status["replicas"] = present;
        status["selector"] = selectorText(object);
    }
    return data::Value{
        {"kind", "Scale"},
        {"apiVersion", "autoscaling/v1"},
        {"metadata", std::move(metadata)},
        {"spec", {{"replicas", wanted}}},
        {"status", std::move(status)},
    };
}

void answerScale(const ApiCall& call, const StoredObject& object)
{
    const auto wanted = representationFor(call.request, {true, {}, call.target.subresource->type});
    if (!wanted)
        return;
    const std::string scale = data::toJson(scaleOf(call, object));
    if (wanted->shape != Representation::Shape::Table)
        return answerJson(call.request, 200, scale, *wanted);
    const std::string version = std::to_string(object.revision().value);
    answerJson(call.request, 200, scaleTable(scale, wanted->metaVersion(), version, call.services.clock.now()), *wanted);
}

/// What a PUT or PATCH of a Scale carries from reading to answering.
struct ScaleRun
{
    ApiCall call;
    WriteOptions options;
    data::Value scale;                   ///< of a PUT, or the configuration of an apply
    bool applies = false;
    std::optional<PatchBody> patch;
    std::vector<std::string> warnings;
};

Checked checkScale(const ApiCall& call, const data::Value& scale)
{
    const int64_t replicas = data::intAt(scale, {"spec", "replicas"});
    if (replicas >= 0)
        return Done{};
    return invalid("autoscaling", "Scale", call.target.name,
                   {invalidField("spec.replicas", std::to_string(replicas), "must be greater than or equal to 0")});
}

/// The configuration of the workload that says what one of its Scale says.
Outcome<data::Value> workloadConfiguration(const ScaleRun& run)
{
    const ExpectedKind kind = scaleKind(run.call);
    const data::Value& scale = run.scale;
    if (data::stringAt(scale, {"kind"}) != kind.kind || data::stringAt(scale, {"apiVersion"}) != kind.apiVersion())
        return badRequest("invalid object type: the configuration of a scale must be an autoscaling/v1, Kind=Scale");
    if (const Status fits = data::checkConfiguration(scale, *kind.type); !fits.ok())
        return plainError(fmt::format("failed to create typed patch object ({}/{}; {}, Kind={}): {}", run.call.target.nameSpace,
                                      run.call.target.name, kind.apiVersion(), kind.kind, fits.error().message));
    const api::Resource& resource = run.call.target.served.resource;
    data::Value workload{{"apiVersion", resource.apiVersion()}, {"kind", resource.kind}, {"metadata", {{"name", run.call.target.name}}}};
    if (const data::Value* replicas = data::find(scale, {"spec", "replicas"}))
        setReplicas(run.call, workload, *replicas);
    if (const std::string_view version = data::stringAt(scale, {"metadata", "resourceVersion"}); !version.empty())
        data::ensureObject(workload, {"metadata"})["resourceVersion"] = version;
    return workload;
}

Outcome<Change> applyScale(ScaleRun& run, const ObjectPtr& current)
{
    const ServedResource& served = run.call.target.served;
    SKIFF_TRY(checkScale(run.call, run.scale));
    SKIFF_TRY_ASSIGN(const data::Value configuration, workloadConfiguration(run));
    const WriteCall write = writeCallOf(run.call, run.options, run.warnings);
    SKIFF_TRY_ASSIGN(AppliedObject applied, applyOwned(run.call, write, current.get(), configuration, run.options.force));
    SKIFF_TRY_ASSIGN(data::Value object, readObject(std::move(applied.object), ExpectedKind::of(served.resource),
                                                    FieldValidation::Ignore, run.warnings));
    return prepareChange(run.call, current, toStorage(served, std::move(object)), std::move(applied), write);
}

Outcome<Change> computeScale(ScaleRun& run, const ObjectPtr& current)
{
    const ServedResource& served = run.call.target.served;
    if (!current)
        return notFound(served.resource, run.call.target.name);
    if (run.applies)
        return applyScale(run, current);
    data::Value scale = run.scale;
    if (run.patch) {
        const ExpectedKind kind = scaleKind(run.call);
        SKIFF_TRY_ASSIGN(data::Value patched, run.patch->apply(scaleOf(run.call, *current), *kind.type));
        run.warnings.clear();
        SKIFF_TRY_ASSIGN(scale, readObject(std::move(patched), kind, run.options.fieldValidation, run.warnings));
    }
    SKIFF_TRY(checkScale(run.call, scale));
    data::Value object = current->toUnownedValue(served.storage.kind, served.storage.apiVersion());
    setReplicas(run.call, object, data::Value(data::intAt(scale, {"spec", "replicas"})));
    const std::string_view version = data::stringAt(scale, {"metadata", "resourceVersion"});
    if (!version.empty())
        data::ensureObject(object, {"metadata"})["resourceVersion"] = version;
    return prepareChange(run.call, current, std::move(object), writeCallOf(run.call, run.options, run.warnings), false);
}

Checked readScale(ScaleRun& run)
{
    const net::Request& http = run.call.request->http();
    const bool patching = run.call.request->info.verb == "patch";
    run.applies = patching && isApply(http);
    SKIFF_TRY_ASSIGN(run.options, patching ? readPatchOptions(run.call.request->query, run.applies)
                                           : readWriteOptions(run.call.request->query, "UpdateOptions"));
    if (run.applies) {
        SKIFF_TRY_ASSIGN(run.scale, readConfiguration(http, run.options.fieldValidation, run.warnings));
        return Done{};
    }
    if (patching) {
        SKIFF_TRY_ASSIGN(run.patch, PatchBody::read(http));
        return Done{};
    }
    SKIFF_TRY_ASSIGN(run.scale, readObjectBody(http, scaleKind(run.call), run.options.fieldValidation, run.warnings));
    return checkIdentity(run.scale, run.call.target);
}

void changeScale(const ApiCall& call)
{
    const auto run = std::make_shared<ScaleRun>(ScaleRun{call, {}, {}, false, {}, {}});
    if (const Checked read = readScale(*run); !read.ok())
        return call.request->fail(read.error());
    changeObject(
        call, call.target.key(), [run](const ObjectPtr& current) { return computeScale(*run, current); },
        {run->options.dryRun}, [run](Outcome<Written> outcome) {
            if (outcome.ok())
                answerScale(run->call, *outcome->object);
            else
                run->call.request->fail(outcome.error());
        });
}

void readCurrentScale(const ApiCall& call)
{
    const ObjectPtr object = call.target.served.cache.find(call.target.key());
    if (object)
        answerScale(call, *object);
    else
        call.request->fail(notFound(call.target.served.resource, call.target.name));
}

} // namespace

void handleScale(const ApiCall& call)
{
    if (call.request->info.verb == "get")
        return whenCurrent(call, [call] { readCurrentScale(call); });
    onPool(call, [call] { changeScale(call); });
}

} // namespace skiff::apiserver
