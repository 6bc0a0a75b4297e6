#include "cluster/apiserver/handlers/write_options.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view optionsGroup = "meta.k8s.io";

std::string goList(const std::vector<std::string_view>& values)
{
    std::string text = "[]string{";
    for (size_t i = 0; i < values.size(); ++i)
        text.append(i > 0 ? ", " : "").append(quoted(values[i]));
    return text + "}";
}

bool readDryRun(const std::vector<std::string_view>& values, Causes& causes)
{
    bool all = !values.empty();
    for (const std::string_view value : values)
        all = all && value == "All";
    if (!all && !values.empty())
        causes.push_back(notSupportedField("dryRun", goList(values), {"All"}));
    return all;
}

void readFieldValidation(std::string_view text, WriteOptions& options, Causes& causes)
{
    if (text == "Strict")
        options.fieldValidation = FieldValidation::Strict;
    else if (text == "Ignore")
        options.fieldValidation = FieldValidation::Ignore;
    else if (!text.empty() && text != "Warn")
        causes.push_back(notSupportedField("fieldValidation", quoted(text), {"", "Ignore", "Strict", "Warn"}));
}

void checkFieldManager(std::string_view name, Causes& causes)
{
    constexpr size_t longest = 128;
    if (name.size() > longest)
        causes.push_back({"FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", longest), "fieldManager"});
    for (size_t i = 0; i < name.size(); ++i)
        if (const auto c = static_cast<unsigned char>(name[i]); c < 0x20 || c == 0x7f)
            causes.push_back(
                invalidField("fieldManager", quoted(name), fmt::format("invalid character U+{:04X} (at position {})", c, i)));
}

WriteOptions readOptions(const Query& query, Causes& causes)
{
    WriteOptions options;
    options.fieldManager = query.get("fieldManager");
    checkFieldManager(options.fieldManager, causes);
    options.dryRun = readDryRun(query.all("dryRun"), causes);
    readFieldValidation(query.get("fieldValidation"), options, causes);
    return options;
}

DeleteWish wishFromBody(const data::Value& body)
{
    DeleteWish wish;
    if (const data::Value* grace = data::find(body, {"gracePeriodSeconds"}); grace && grace->is_number())
        wish.gracePeriodSeconds = data::intAt(body, {"gracePeriodSeconds"});
    wish.propagationPolicy = data::stringAt(body, {"propagationPolicy"});
    if (const data::Value* orphan = data::find(body, {"orphanDependents"}); orphan && orphan->is_bool())
        wish.orphanDependents = orphan->as_bool();
    wish.preconditionUid = data::stringAt(body, {"preconditions", "uid"});
    wish.preconditionResourceVersion = data::stringAt(body, {"preconditions", "resourceVersion"});
    return wish;
}

DeleteWish wishFromQuery(const Query& query)
{
    DeleteWish wish;
    wish.gracePeriodSeconds = query.number("gracePeriodSeconds");
    wish.propagationPolicy = query.get("propagationPolicy");
    if (query.has("orphanDependents"))
        wish.orphanDependents = query.flag("orphanDependents");
    return wish;
}

std::vector<std::string_view> dryRunOf(const Query& query, const data::Value& body)
{
    std::vector<std::string_view> values;
    if (const data::Value* list = data::find(body, {"dryRun"}); list && list->is_array())
        for (const data::Value& each : list->as_array())
            if (each.is_string())
                values.emplace_back(each.as_string().data(), each.as_string().size());
    return values.empty() ? query.all("dryRun") : values;
}

void checkPropagation(const DeleteWish& wish, Causes& causes)
{
    const std::string& policy = wish.propagationPolicy;
    if (policy.empty())
        return;
    if (wish.orphanDependents)
        causes.push_back(invalidField("propagationPolicy", quoted(policy),
                                      "orphanDependents and deletionPropagation cannot be both set"));
    else if (policy != "Foreground" && policy != "Background" && policy != "Orphan")
        causes.push_back(notSupportedField("propagationPolicy", quoted(policy), {"Foreground", "Background", "Orphan", "nil"}));
}

} // namespace

Outcome<WriteOptions> readWriteOptions(const Query& query, std::string_view kind)
{
    Causes causes;
    WriteOptions options = readOptions(query, causes);
    if (!causes.empty())
        return invalid(optionsGroup, kind, "", std::move(causes));
    return options;
}

Outcome<WriteOptions> readPatchOptions(const Query& query, bool applies)
{
    Causes causes;
    if (applies && query.get("fieldManager").empty())
        causes.push_back(requiredField("fieldManager", "is required for apply patch"));
    if (!applies && query.has("force"))
        causes.push_back(forbiddenField("force", "may not be specified for non-apply patch"));
    WriteOptions options = readOptions(query, causes);
    options.force = query.flag("force");
    if (!causes.empty())
        return invalid(optionsGroup, "PatchOptions", "", std::move(causes));
    return options;
}

Outcome<DeleteWish> readDeleteWish(const Query& query, const data::Value& body)
{
    DeleteWish wish = body.is_object() ? wishFromBody(body) : wishFromQuery(query);
    Causes causes;
    wish.dryRun = readDryRun(dryRunOf(query, body), causes);
    checkPropagation(wish, causes);
    if (!causes.empty())
        return invalid(optionsGroup, "DeleteOptions", "", std::move(causes));
    return wish;
}

} // namespace skiff::apiserver
