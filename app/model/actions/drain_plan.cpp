#include "app/model/actions/drain_plan.h"

#include "cluster/data/document.h"

namespace skiff::model {

namespace {

QString text(data::Node node)
{
    const std::string_view bytes = node.asString();
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

DrainPod decodePod(data::Node pod)
{
    const data::Node metadata = pod["metadata"];
    DrainPod result{
        .nameSpace = text(metadata["namespace"]), .name = text(metadata["name"]), .uid = text(metadata["uid"])};
    std::string_view controller;
    for (const data::Node owner : metadata["ownerReferences"])
        if (owner["controller"].asBool())
            controller = owner["kind"].asString();
    const std::string_view phase = pod["status"]["phase"].asString();
    if (metadata["annotations"]["kubernetes.io/config.mirror"])
        result.verdict = DrainPod::Verdict::Mirror;
    else if (phase == "Succeeded" || phase == "Failed")
        result.verdict = DrainPod::Verdict::Finished;
    else if (controller == "DaemonSet")
        result.verdict = DrainPod::Verdict::DaemonSet;
    result.unmanaged = controller.empty();
    for (const data::Node volume : pod["spec"]["volumes"])
        result.localData = result.localData || volume["emptyDir"];
    return result;
}

} // namespace

Result<std::vector<DrainPod>> decodeDrainPlan(std::string_view podList)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(podList)));
    const data::Node items = document->root()["items"];
    if (!items.isArray())
        return Error{ErrorCode::InvalidArgument, "the server did not answer with a list of pods"};
    std::vector<DrainPod> plan;
    for (const data::Node pod : items)
        plan.push_back(decodePod(pod));
    return plan;
}

} // namespace skiff::model
