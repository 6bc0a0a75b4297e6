#include "cluster/apiserver/registry/apps/workload_strategy.h"

#include "cluster/data/codec.h"
#include "cluster/data/document.h"
#include "cluster/semantics/label_selector.h"

#include <map>

namespace skiff::apiserver {

namespace {

/// A map of strings as Go prints it.
std::string goMap(const data::Value* map)
{
    std::map<std::string, std::string> sorted;
    if (map && map->is_object())
        for (const auto& member : map->as_object())
            if (const auto* text = member.value().if_string())
                sorted[std::string(member.key())] = std::string(text->data(), text->size());
    std::string text = "map[string]string{";
    bool first = true;
    for (const auto& [key, value] : sorted)
        text.append(std::exchange(first, false) ? "" : ", ").append(quoted(key)).append(":").append(quoted(value));
    return text + "}";
}

bool selects(const data::Value& selector, const data::Value* labels)
{
    const auto selectorText = data::Document::from(selector);
    const auto parsed = semantics::LabelSelector::fromObject(selectorText->root());
    if (!parsed.ok())
        return false;
    const auto labelText = data::Document::from(labels ? *labels : data::Value(data::Object()));
    return parsed->matches(labelText->root());
}

/// The status that a kind starts with: what decoding fills in for an empty one.
void resetStatus(data::Value& object, const api::Resource& resource)
{
    const auto empty = data::decodeObject(data::Value(data::Object()), *resource.type, {data::FieldValidation::Ignore});
    if (!empty.ok())
        return;
    if (const data::Value* status = data::find(empty->value, {"status"}))
        object.as_object()["status"] = *status;
}

void checkReplicas(const data::Value& object, Causes& causes)
{
    if (const int64_t replicas = data::intAt(object, {"spec", "replicas"}); replicas < 0)
        causes.push_back(invalidField("spec.replicas", std::to_string(replicas), "must be greater than or equal to 0"));
}

void checkSelector(const data::Value& object, Causes& causes)
{
    const data::Value* selector = data::find(object, {"spec", "selector"});
    const data::Value* labels = data::find(object, {"spec", "template", "metadata", "labels"});
    if (!selector || !selector->is_object())
        return causes.push_back(requiredField("spec.selector"));
    if (selector->as_object().empty())
        return causes.push_back(invalidField("spec.selector", "{}", "empty selector is invalid for workloads"));
    if (!selects(*selector, labels))
        causes.push_back(invalidField("spec.template.metadata.labels", goMap(labels), "`selector` does not match template `labels`"));
}

} // namespace

void WorkloadStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    resetStatus(object, call.resource);
}

Causes WorkloadStrategy::validate(const data::Value& object, const WriteCall&) const
{
    Causes causes;
    checkReplicas(object, causes);
    checkSelector(object, causes);
    return causes;
}

Causes WorkloadStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (call.subresource == "status")
        return {};
    Causes causes = validate(object, call);
    const data::Value* before = data::find(old, {"spec", "selector"});
    const data::Value* now = data::find(object, {"spec", "selector"});
    if (before && now && !data::equal(*before, *now))
        causes.push_back(invalidField("spec.selector", data::toJson(*now), "field is immutable"));
    return causes;
}

void DeploymentStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    WorkloadStrategy::prepareForUpdate(object, old, call);
    const int64_t before = data::intAt(old, {"metadata", "generation"});
    const data::Value* oldNotes = data::find(old, {"metadata", "annotations"});
    const data::Value* notes = data::find(object, {"metadata", "annotations"});
    const bool same = oldNotes && notes ? data::equal(*oldNotes, *notes) : oldNotes == notes;
    if (!same && data::intAt(object, {"metadata", "generation"}) == before)
        data::ensureObject(object, {"metadata"})["generation"] = before + 1;
}

void ReplicationControllerStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    WorkloadStrategy::prepareForCreate(object, call);
    const data::Value* labels = data::find(object, {"spec", "template", "metadata", "labels"});
    if (!labels)
        return;
    const data::Value copy = *labels;
    if (!data::find(object, {"spec", "selector"}))
        data::ensureObject(object, {"spec"})["selector"] = copy;
    if (!data::find(object, {"metadata", "labels"}))
        data::ensureObject(object, {"metadata"})["labels"] = copy;
}

Causes ReplicationControllerStrategy::validate(const data::Value& object, const WriteCall&) const
{
    Causes causes;
    checkReplicas(object, causes);
    const data::Value* selector = data::find(object, {"spec", "selector"});
    if (!selector || !selector->is_object() || selector->as_object().empty()) {
        causes.push_back(requiredField("spec.selector"));
        return causes;
    }
    const data::Value* labels = data::find(object, {"spec", "template", "metadata", "labels"});
    if (!selects(data::Value{{"matchLabels", *selector}}, labels))
        causes.push_back(invalidField("spec.template.metadata.labels", goMap(labels), "`selector` does not match template `labels`"));
    return causes;
}

Causes ReplicationControllerStrategy::validateUpdate(const data::Value& object, const data::Value&, const WriteCall& call) const
{
    return call.subresource == "status" ? Causes() : validate(object, call);
}

} // namespace skiff::apiserver
