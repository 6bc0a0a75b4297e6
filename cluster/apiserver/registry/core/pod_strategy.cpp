#include "cluster/apiserver/registry/core/pod_strategy.h"

#include "cluster/api/views/pod.h"
#include "cluster/data/document.h"
#include "cluster/semantics/pod.h"

#include <algorithm>

namespace skiff::apiserver {

namespace {

constexpr int64_t defaultGrace = 30;

std::string qosClassOf(const data::Value& pod)
{
    const auto document = data::Document::from(pod);
    return std::string(semantics::qosClass(api::PodView(document->root())));
}

void copyImages(data::Value& to, const data::Value& from, std::string_view list)
{
    data::Value* targets = data::find(to, {"spec", list});
    const data::Value* sources = data::find(from, {"spec", list});
    if (!targets || !sources || !targets->is_array() || !sources->is_array())
        return;
    const size_t count = std::min(targets->as_array().size(), sources->as_array().size());
    for (size_t i = 0; i < count; ++i)
        if (const data::Value* image = data::find(sources->as_array()[i], {"image"}))
            targets->as_array()[i].as_object()["image"] = *image;
}

void copyField(data::Value& to, const data::Value& from, std::string_view field)
{
    if (const data::Value* value = data::find(from, {"spec", field}))
        data::ensureObject(to, {"spec"})[field] = *value;
    else
        data::removeAt(to, {"spec", field});
}

/// True when every toleration of `old` is still there.
bool onlyAddsTolerations(const data::Value& object, const data::Value& old)
{
    const data::Value* before = data::find(old, {"spec", "tolerations"});
    const data::Value* now = data::find(object, {"spec", "tolerations"});
    if (!before || !before->is_array())
        return true;
    if (!now || !now->is_array())
        return before->as_array().empty();
    return std::all_of(before->as_array().begin(), before->as_array().end(), [&](const data::Value& each) {
        return std::any_of(now->as_array().begin(), now->as_array().end(),
                           [&](const data::Value& other) { return data::equal(each, other); });
    });
}

} // namespace

void PodStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    data::Object& status = data::ensureObject(object, {"status"});
    status["phase"] = "Pending";
    status["qosClass"] = qosClassOf(object);
}

void PodStrategy::prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Strategy::prepareForStatusUpdate(object, old, call);
    if (const data::Value* qos = data::find(old, {"status", "qosClass"}))
        data::ensureObject(object, {"status"})["qosClass"] = *qos;
}

Causes PodStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (!call.subresource.empty())
        return {};
    // The new pod with everything put back that may change must be the old one.
    data::Value same = object;
    copyImages(same, old, "containers");
    copyImages(same, old, "initContainers");
    for (const char* field : {"activeDeadlineSeconds", "tolerations"})
        copyField(same, old, field);
    if (data::intAt(old, {"spec", "terminationGracePeriodSeconds"}) < 0 &&
        data::intAt(object, {"spec", "terminationGracePeriodSeconds"}) == 1)
        copyField(same, old, "terminationGracePeriodSeconds");
    const data::Value* before = data::find(old, {"spec"});
    const data::Value* now = data::find(same, {"spec"});
    if (before && now && data::equal(*before, *now) && onlyAddsTolerations(object, old))
        return {};
    return {forbiddenField("spec", "pod updates may not change fields other than `spec.containers[*].image`,"
                                   "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
                                   "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
                                   "set to 1 if it was previously negative)")};
}

std::optional<int64_t> PodStrategy::gracePeriod(const data::Value& object, const DeleteWish& wish) const
{
    const std::string_view phase = data::stringAt(object, {"status", "phase"});
    // Nothing runs: there is nobody to wait for.
    if (data::stringAt(object, {"spec", "nodeName"}).empty() || phase == "Succeeded" || phase == "Failed")
        return 0;
    const int64_t grace =
        wish.gracePeriodSeconds.value_or(data::intAt(object, {"spec", "terminationGracePeriodSeconds"}, defaultGrace));
    return grace < 0 ? 1 : grace;
}

} // namespace skiff::apiserver
