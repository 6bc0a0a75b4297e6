#include "cluster/apiserver/handlers/apply.h"

#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/data/yaml/yaml.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

/// What an apply carries from reading to answering.
struct ApplyRun
{
    ApiCall call;
    WriteOptions options;
    data::Value configuration;
    std::vector<std::string> warnings;
};

Checked checkCreation(const ApplyRun& run)
{
    const Target& target = run.call.target;
    if (target.subresource)
        return notFound(target.served.resource, target.name);
    SKIFF_TRY(checkMayCreate(run.call));
    const std::string_view uid = data::stringAt(run.configuration, {"metadata", "uid"});
    if (!uid.empty())
        return conflict(
            target.served.resource, target.name,
            fmt::format("uid mismatch: the provided object specified uid {}, and no existing object was found", uid));
    return Done{};
}

Outcome<Change> computeApply(ApplyRun& run, const ObjectPtr& current)
{
    const Target& target = run.call.target;
    if (!current)
        SKIFF_TRY(checkCreation(run));
    const WriteCall write = writeCallOf(run.call, run.options, run.warnings);
    SKIFF_TRY_ASSIGN(AppliedObject applied,
                     applyOwned(run.call, write, current.get(), run.configuration, run.options.force));
    run.warnings.clear();
    SKIFF_TRY_ASSIGN(data::Value object, readObject(std::move(applied.object), ExpectedKind::of(target.served.resource),
                                                    FieldValidation::Ignore, run.warnings));
    SKIFF_TRY(checkIdentity(object, target));
    object = toStorage(target.served, std::move(object));
    if (current)
        return prepareChange(run.call, current, std::move(object), std::move(applied.owners), write);
    data::ensureObject(object, {"metadata"}).erase("resourceVersion");
    target.served.strategy.internalize(object);
    return prepareNew(run.call, std::move(object), std::move(applied.owners), write);
}

Outcome<ApplyRun> readRun(const ApiCall& call)
{
    ApplyRun run{call, {}, {}, {}};
    SKIFF_TRY_ASSIGN(run.options, readPatchOptions(call.request->query, true));
    SKIFF_TRY_ASSIGN(run.configuration, readConfiguration(call.request->http()));
    // What an object is called is no field that a configuration could give up.
    data::Object& metadata = data::ensureObject(run.configuration, {"metadata"});
    if (data::stringAt(run.configuration, {"metadata", "name"}).empty())
        metadata["name"] = call.target.name;
    return run;
}

} // namespace

bool isApply(const net::Request& request)
{
    const std::string_view type = request.headers.get("Content-Type");
    return type.substr(0, type.find(';')) == applyMediaType;
}

Outcome<data::Value> readConfiguration(const net::Request& request)
{
    auto document = data::parseJson(request.body);
    if (!document.ok())
        document = data::parseYamlDocument(request.body);
    if (!document.ok())
        return badRequest("error decoding YAML: " + document.error().message);
    if (!document->is_object())
        return badRequest("error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
                          std::string(document->is_array() ? "array" : "value") +
                          " into Go value of type map[string]interface {}");
    return std::move(document).value();
}

void handleApply(const ApiCall& call)
{
    onPool(call, [call] {
        auto read = readRun(call);
        if (!read.ok())
            return call.request->fail(read.error());
        const auto run = std::make_shared<ApplyRun>(std::move(read).value());
        changeObject(
            call, call.target.key(), [run](const ObjectPtr& current) { return computeApply(*run, current); },
            {run->options.dryRun},
            [run](Outcome<Written> outcome) { answerWritten(run->call, outcome, run->warnings); });
    });
}

} // namespace skiff::apiserver
