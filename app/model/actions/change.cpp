#include "app/model/actions/change.h"

#include "cluster/data/value.h"

namespace skiff::model::change {

namespace {

constexpr auto mergePatch = "application/merge-patch+json";
constexpr auto strategicPatch = "application/strategic-merge-patch+json";

client::ApiRequest patch(const ObjectRef& object, const char* contentType, const data::Object& body)
{
    client::ApiRequest request;
    request.method = "PATCH";
    request.path = object.path().toStdString();
    request.query.emplace_back("fieldManager", "skiff-desktop");
    request.contentType = contentType;
    request.body = data::toJson(body);
    return request;
}

} // namespace

client::ApiRequest scale(const ObjectRef& object, int replicas)
{
    client::ApiRequest request = patch(object, mergePatch, {{"spec", data::Object{{"replicas", replicas}}}});
    request.path += "/scale";
    return request;
}

client::ApiRequest readScale(const ObjectRef& object)
{
    client::ApiRequest request;
    request.path = object.path().toStdString() + "/scale";
    return request;
}

client::ApiRequest restart(const ObjectRef& object, WallTime now)
{
    const data::Object annotations{{"kubectl.kubernetes.io/restartedAt", formatTime(now)}};
    return patch(
        object, strategicPatch,
        {{"spec", data::Object{{"template", data::Object{{"metadata", data::Object{{"annotations", annotations}}}}}}}});
}

client::ApiRequest pause(const ObjectRef& object, bool paused)
{
    return patch(object, mergePatch,
                 {{"spec", data::Object{{"paused", paused ? data::Value(true) : data::Value(nullptr)}}}});
}

client::ApiRequest setImage(const ObjectRef& object, const QString& container, const QString& image, bool init)
{
    const data::Object change{{"name", container.toStdString()}, {"image", image.toStdString()}};
    const data::Object podSpec{{init ? "initContainers" : "containers", data::Array{change}}};
    return patch(object, strategicPatch, {{"spec", data::Object{{"template", data::Object{{"spec", podSpec}}}}}});
}

client::ApiRequest cordon(const ObjectRef& node, bool unschedulable)
{
    return patch(node, mergePatch,
                 {{"spec", data::Object{{"unschedulable", unschedulable ? data::Value(true) : data::Value(nullptr)}}}});
}

client::ApiRequest remove(const ObjectRef& object, Propagation propagation, std::optional<int> graceSeconds)
{
    constexpr const char* words[]{"Background", "Foreground", "Orphan"};
    data::Object options{
        {"apiVersion", "v1"}, {"kind", "DeleteOptions"}, {"propagationPolicy", words[int(propagation)]}};
    if (graceSeconds)
        options["gracePeriodSeconds"] = *graceSeconds;
    if (!object.uid.isEmpty())
        options["preconditions"] = data::Object{{"uid", object.uid.toStdString()}};
    client::ApiRequest request;
    request.method = "DELETE";
    request.path = object.path().toStdString();
    request.contentType = "application/json";
    request.body = data::toJson(options);
    return request;
}

client::ApiRequest evict(const ObjectRef& pod, const QString& apiVersion)
{
    client::ApiRequest request;
    request.method = "POST";
    request.path = pod.path().toStdString() + "/eviction";
    request.contentType = "application/json";
    data::Object eviction{
        {"apiVersion", apiVersion.toStdString()},
        {"kind", "Eviction"},
        {"metadata", data::Object{{"name", pod.name.toStdString()}, {"namespace", pod.nameSpace.toStdString()}}}};
    if (!pod.uid.isEmpty())
        eviction["deleteOptions"] = data::Object{{"preconditions", data::Object{{"uid", pod.uid.toStdString()}}}};
    request.body = data::toJson(eviction);
    return request;
}

} // namespace skiff::model::change
