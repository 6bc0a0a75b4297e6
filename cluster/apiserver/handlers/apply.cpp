#include "cluster/apiserver/handlers/apply.h"

#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/data/yaml/yaml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace skiff::apiserver {

namespace {

/// What an apply carries from reading to answering.
struct ApplyRun
{
    ApiCall call;
    WriteOptions options;
    data::Value configuration;
    std::vector<std::string> readWarnings; ///< of the body; the same at every try
    std::vector<std::string> warnings;
};

/// `  line 3: key "a" already set in map` for each key that an object has twice.
void findDuplicates(data::Node node, std::string_view whole, std::vector<std::string>& found)
{
    std::set<std::string_view> keys;
    const auto last = node.end();
    for (auto it = node.begin(); !(it == last); ++it) {
        const data::Node child = *it;
        if (node.isObject() && !keys.insert(it.key()).second) {
            const auto place = size_t(child.span().data() - whole.data());
            found.push_back(fmt::format("  line {}: key {} already set in map",
                                        std::count(whole.begin(), whole.begin() + ptrdiff_t(place), '\n') + 1,
                                        quoted(it.key())));
        }
        if (child.isObject() || child.isArray())
            findDuplicates(child, whole, found);
    }
}

Checked checkDuplicates(std::string_view json, data::FieldValidation validation, std::vector<std::string>& warnings)
{
    const auto document = data::Document::parse(std::string(json));
    if (validation == FieldValidation::Ignore || !document.ok())
        return Done{};
    std::vector<std::string> found;
    findDuplicates((*document)->root(), (*document)->text(), found);
    if (found.empty())
        return Done{};
    const std::string what =
        fmt::format("error converting YAML to JSON: yaml: unmarshal errors:\n{}", fmt::join(found, "\n"));
    if (validation == FieldValidation::Strict)
        return badRequest("error strict decoding YAML: " + what);
    warnings.push_back(what);
    return Done{};
}

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
    run.warnings = run.readWarnings;
    SKIFF_TRY_ASSIGN(data::Value object, readObject(std::move(applied.object), ExpectedKind::of(target.served.resource),
                                                    FieldValidation::Ignore, run.warnings));
    SKIFF_TRY(checkIdentity(object, target));
    object = toStorage(target.served, std::move(object));
    if (current)
        return prepareChange(run.call, current, std::move(object), std::move(applied), write);
    data::ensureObject(object, {"metadata"}).erase("resourceVersion");
    target.served.strategy.internalize(object);
    return prepareNew(run.call, std::move(object), std::move(applied.owners), write);
}

Outcome<ApplyRun> readRun(const ApiCall& call)
{
    ApplyRun run{call, {}, {}, {}, {}};
    SKIFF_TRY_ASSIGN(run.options, readPatchOptions(call.request->query, true));
    SKIFF_TRY_ASSIGN(run.configuration,
                     readConfiguration(call.request->http(), run.options.fieldValidation, run.readWarnings));
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

Outcome<data::Value> readConfiguration(const net::Request& request, data::FieldValidation validation,
                                       std::vector<std::string>& warnings)
{
    auto document = data::parseJson(request.body);
    if (document.ok())
        SKIFF_TRY(checkDuplicates(request.body, validation, warnings));
    else
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
