#include "cluster/apiserver/registry/apps/workload_strategy.h"

#include "cluster/data/codec.h"

namespace skiff::apiserver {

namespace {

/// The status that a kind starts with: what decoding fills in for an empty one.
void resetStatus(data::Value& object, const api::Resource& resource)
{
    const auto empty = data::decodeObject(data::Value(data::Object()), *resource.type, {data::FieldValidation::Ignore});
    if (!empty.ok())
        return;
    if (const data::Value* status = data::find(empty->value, {"status"}))
        object.as_object()["status"] = *status;
}

} // namespace

void WorkloadStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    resetStatus(object, call.resource);
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

} // namespace skiff::apiserver
