#include "app/model/actions/revisions.h"

#include "cluster/data/value.h"
#include "cluster/data/yaml/yaml.h"

#include <algorithm>

namespace skiff::model {

namespace {

constexpr auto hashLabel = "pod-template-hash";

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

bool isOwnedBy(const data::Value& object, std::string_view uid)
{
    const data::Value* owners = data::find(object, {"metadata", "ownerReferences"});
    return owners && owners->is_array() &&
           std::any_of(owners->get_array().begin(), owners->get_array().end(), [uid](const data::Value& owner) {
               return data::boolAt(owner, {"controller"}) && data::stringAt(owner, {"uid"}) == uid;
           });
}

QStringList imagesOf(const data::Value& podTemplate)
{
    QStringList images;
    for (const char* list : {"initContainers", "containers"})
        if (const data::Value* containers = data::find(podTemplate, {"spec", list});
            containers && containers->is_array())
            for (const data::Value& container : containers->get_array())
                images.append(text(data::stringAt(container, {"image"})));
    return images;
}

void removeHash(data::Value& podTemplate)
{
    if (data::Value* labels = data::find(podTemplate, {"metadata", "labels"}); labels && labels->is_object())
        labels->get_object().erase(hashLabel);
}

/// The template that `keeper` has, and the patch that puts it back; null when it keeps none.
data::Value templateOf(const data::Value& keeper, std::string& patch)
{
    if (const data::Value* kept = data::find(keeper, {"data"})) {
        // A ControllerRevision's data is the patch itself.
        patch = data::toJson(*kept);
        const data::Value* podTemplate = data::find(*kept, {"spec", "template"});
        return podTemplate ? *podTemplate : data::Value();
    }
    const data::Value* found = data::find(keeper, {"spec", "template"});
    if (!found)
        return {};
    data::Value podTemplate = *found;
    removeHash(podTemplate);
    patch =
        data::toJson(data::Array{data::Object{{"op", "replace"}, {"path", "/spec/template"}, {"value", podTemplate}}});
    return podTemplate;
}

qint64 numberOf(const data::Value& keeper)
{
    if (data::find(keeper, {"revision"}))
        return data::intAt(keeper, {"revision"});
    return text(data::stringAt(keeper, {"metadata", "annotations", "deployment.kubernetes.io/revision"})).toLongLong();
}

} // namespace

client::ApiRequest listRevisions(const ObjectRef& workload)
{
    ResourceKind keeper{.path = QStringLiteral("/apis/apps/v1/controllerrevisions")};
    if (workload.kind.kind == QLatin1String("Deployment"))
        keeper.path = QStringLiteral("/apis/apps/v1/replicasets");
    client::ApiRequest request;
    request.path = keeper.listPath(workload.nameSpace).toStdString();
    return request;
}

Result<std::vector<Revision>> decodeRevisions(std::string_view workloadJson, std::string_view listJson)
{
    SKIFF_TRY_ASSIGN(const data::Value workload, data::parseJson(workloadJson));
    SKIFF_TRY_ASSIGN(const data::Value list, data::parseJson(listJson));
    const data::Value* items = data::find(list, {"items"});
    if (!items || !items->is_array())
        return Error{ErrorCode::InvalidArgument, "the server did not answer with a list of revisions"};
    std::vector<Revision> revisions;
    for (const data::Value& keeper : items->get_array()) {
        if (!isOwnedBy(keeper, data::stringAt(workload, {"metadata", "uid"})))
            continue;
        Revision revision{.number = numberOf(keeper),
                          .name = text(data::stringAt(keeper, {"metadata", "name"})),
                          .cause =
                              text(data::stringAt(keeper, {"metadata", "annotations", "kubernetes.io/change-cause"})),
                          .created = text(data::stringAt(keeper, {"metadata", "creationTimestamp"}))};
        const data::Value podTemplate = templateOf(keeper, revision.patch);
        if (podTemplate.is_null())
            continue;
        revision.images = imagesOf(podTemplate);
        revision.yaml = QString::fromStdString(data::toYaml(podTemplate));
        revisions.push_back(std::move(revision));
    }
    std::sort(revisions.begin(), revisions.end(),
              [](const Revision& a, const Revision& b) { return a.number > b.number; });
    if (!revisions.empty())
        revisions.front().current = true;
    return revisions;
}

client::ApiRequest rollBack(const ObjectRef& workload, const Revision& revision)
{
    client::ApiRequest request;
    request.method = "PATCH";
    request.path = workload.path().toStdString();
    request.query.emplace_back("fieldManager", "skiff-desktop");
    request.contentType = workload.kind.kind == QLatin1String("Deployment") ? "application/json-patch+json"
                                                                            : "application/strategic-merge-patch+json";
    request.body = revision.patch;
    return request;
}

} // namespace skiff::model
