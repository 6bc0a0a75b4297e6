#include "app/model/overview.h"

#include "cluster/api/views/node.h"
#include "cluster/api/views/pod.h"
#include "cluster/data/document.h"
#include "cluster/semantics/pod_resources.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace skiff::model {

namespace {

constexpr auto patience = std::chrono::minutes(1); ///< pods may take so long to become ready
constexpr size_t MostChanges = 12;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::Overview)
};

QString text(data::Node node)
{
    const std::string_view bytes = node.asString();
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

WallTime time(data::Node node)
{
    WallTime at{};
    (void)parseTime(node.asString(), at);
    return at;
}

ResourceKind kindOf(data::Node kind, data::Node apiVersion)
{
    const QString version = text(apiVersion);
    const qsizetype slash = version.indexOf(QLatin1Char('/'));
    const QString group = slash < 0 ? QString() : version.left(slash);
    for (const ResourceKind& known : resourceKinds())
        if (known.kind == text(kind) && known.group == group)
            return known;
    // Enough to look the real one up in the server's catalogue.
    return {.kind = text(kind), .group = group};
}

ObjectRef refOf(data::Node object, const char* id)
{
    const data::Node metadata = object["metadata"];
    ResourceKind kind;
    if (const ResourceKind* known = resourceKind(QLatin1String(id)))
        kind = *known;
    else
        kind = {.id = QLatin1String(id),
                .kind = QStringLiteral("PersistentVolumeClaim"),
                .path = QStringLiteral("/api/v1/persistentvolumeclaims")};
    return {.kind = kind,
            .nameSpace = text(metadata["namespace"]),
            .name = text(metadata["name"]),
            .uid = text(metadata["uid"])};
}

data::Node conditionOf(data::Node object, std::string_view type)
{
    for (const data::Node condition : object["status"]["conditions"])
        if (condition["type"].asString() == type)
            return condition;
    return {};
}

QString memoryLimitOf(data::Node pod, std::string_view container)
{
    for (const data::Node spec : pod["spec"]["containers"])
        if (spec["name"].asString() == container)
            return text(spec["resources"]["limits"]["memory"]);
    return {};
}

QString endWords(data::Node pod, data::Node status, data::Node ended)
{
    const QString name = text(status["name"]);
    if (ended["reason"].asString() == "OOMKilled") {
        const QString limit = memoryLimitOf(pod, status["name"].asString());
        return limit.isEmpty()
                   ? Words::tr("container %1 was killed because the node ran out of memory").arg(name)
                   : Words::tr("container %1 was killed for using more than its %2 of memory").arg(name, limit);
    }
    return Words::tr("container %1 ended with code %2").arg(name).arg(ended["exitCode"].asInt().value_or(0));
}

/// Why one container does not run; empty when it is well.
QString containerWords(data::Node pod, data::Node status)
{
    const data::Node waiting = status["state"]["waiting"];
    const data::Node ended =
        status["state"]["terminated"] ? status["state"]["terminated"] : status["lastState"]["terminated"];
    const std::string_view reason = waiting["reason"].asString();
    if (reason == "CrashLoopBackOff") {
        const QString times = Words::tr("restarted %n time(s)", nullptr, int(status["restartCount"].asInt().value_or(0)));
        return ended ? Words::tr("It keeps crashing: %1; %2.").arg(endWords(pod, status, ended), times)
                     : Words::tr("Container %1 keeps crashing; %2.").arg(text(status["name"]), times);
    }
    if (reason == "ImagePullBackOff" || reason == "ErrImagePull")
        return Words::tr("The image %1 cannot be pulled. %2")
            .arg(text(status["image"]), text(waiting["message"]))
            .trimmed();
    if (reason == "ErrImageNeverPull")
        return Words::tr("The image %1 is not on the node, and its pull policy is Never.").arg(text(status["image"]));
    if (reason == "InvalidImageName")
        return Words::tr("The image name \"%1\" is not valid.").arg(text(status["image"]));
    if (reason == "CreateContainerConfigError" || reason == "CreateContainerError" || reason == "RunContainerError")
        return Words::tr("Container %1 cannot be started: %2").arg(text(status["name"]), text(waiting["message"]));
    if (status["state"]["terminated"] && ended["exitCode"].asInt().value_or(0) != 0)
        return Words::tr("It failed: %1.").arg(endWords(pod, status, ended));
    return {};
}

std::optional<Trouble> troubleOf(data::Node pod, WallTime now)
{
    const std::string_view phase = pod["status"]["phase"].asString();
    if (phase == "Succeeded" || pod["metadata"]["deletionTimestamp"])
        return {};
    Trouble trouble{.object = refOf(pod, "pods")};
    for (const char* list : {"initContainerStatuses", "containerStatuses"})
        for (const data::Node status : pod["status"][list])
            if (trouble.words.isEmpty())
                trouble.words = containerWords(pod, status);
    const data::Node ready = conditionOf(pod, "Ready");
    trouble.since = time(ready["lastTransitionTime"]);
    if (!trouble.words.isEmpty())
        return trouble;
    if (phase == "Failed") {
        trouble.words = Words::tr("It failed: %1")
                            .arg(text(pod["status"]["message"]).isEmpty() ? text(pod["status"]["reason"])
                                                                          : text(pod["status"]["message"]));
        return trouble;
    }
    if (const data::Node scheduled = conditionOf(pod, "PodScheduled"); scheduled["status"].asString() == "False") {
        trouble.health = Health::Warning;
        trouble.since = time(scheduled["lastTransitionTime"]);
        trouble.words = Words::tr("No node takes it: %1").arg(text(scheduled["message"]));
        return trouble;
    }
    if (phase == "Running" && ready["status"].asString() == "False" && now - trouble.since > patience) {
        trouble.health = Health::Warning;
        trouble.words = Words::tr("It runs but is not ready. %1").arg(text(ready["message"])).trimmed();
        return trouble;
    }
    if (phase == "Pending" && now - time(pod["metadata"]["creationTimestamp"]) > 5 * patience) {
        trouble.health = Health::Warning;
        trouble.since = time(pod["metadata"]["creationTimestamp"]);
        trouble.words = Words::tr("It has not started yet.");
        return trouble;
    }
    return {};
}

Result<std::shared_ptr<const data::Document>> parseList(std::string_view list)
{
    SKIFF_TRY_ASSIGN(auto document, data::Document::parse(std::string(list)));
    if (!document->root()["items"].isArray())
        return Error{ErrorCode::InvalidArgument, "the server did not answer with a list"};
    return document;
}

void addNodeTroubles(Overview& overview, data::Node node)
{
    const ObjectRef ref = refOf(node, "nodes");
    const data::Node ready = conditionOf(node, "Ready");
    if (ready["status"].asString() == "True")
        ++overview.nodesReady;
    else
        overview.troubles.push_back({ref, Health::Bad,
                                     Words::tr("The node is not ready. %1").arg(text(ready["message"])).trimmed(),
                                     time(ready["lastTransitionTime"])});
    for (const char* pressure : {"MemoryPressure", "DiskPressure", "PIDPressure"})
        if (const data::Node condition = conditionOf(node, pressure); condition["status"].asString() == "True")
            overview.troubles.push_back(
                {ref, Health::Warning,
                 QStringLiteral("%1: %2").arg(QLatin1String(pressure), text(condition["message"])),
                 time(condition["lastTransitionTime"])});
    if (node["spec"]["unschedulable"].asBool())
        overview.troubles.push_back(
            {ref, Health::Paused, Words::tr("It is cordoned: no new pods are placed there."), {}});
}

} // namespace

void Overview::add(const Overview& part)
{
    troubles.insert(troubles.end(), part.troubles.begin(), part.troubles.end());
    changes.insert(changes.end(), part.changes.begin(), part.changes.end());
    for (const WarningGroup& group : part.warnings) {
        const auto same = std::find_if(warnings.begin(), warnings.end(), [&group](const WarningGroup& known) {
            return known.reason == group.reason && known.object.kind.kind == group.object.kind.kind;
        });
        if (same == warnings.end()) {
            warnings.push_back(group);
            continue;
        }
        WarningGroup sum = group.last >= same->last ? group : *same;
        sum.count = group.count + same->count;
        sum.objects = group.objects + same->objects;
        *same = sum;
    }
    capacity.milliCpu += part.capacity.milliCpu;
    capacity.milliCpuRequested += part.capacity.milliCpuRequested;
    capacity.memory += part.capacity.memory;
    capacity.memoryRequested += part.capacity.memoryRequested;
    capacity.pods += part.capacity.pods;
    capacity.podsPresent += part.capacity.podsPresent;
    nodes += part.nodes;
    nodesReady += part.nodesReady;
    podsRunning += part.podsRunning;
}

std::optional<Trouble> podTrouble(std::string_view pod, WallTime now)
{
    const auto document = data::Document::parse(std::string(pod));
    return document.ok() ? troubleOf((*document)->root(), now) : std::nullopt;
}

Status addPods(Overview& overview, std::string_view list, WallTime now)
{
    SKIFF_TRY_ASSIGN(const auto document, parseList(list));
    for (const data::Node pod : document->root()["items"]) {
        if (auto trouble = troubleOf(pod, now))
            overview.troubles.push_back(std::move(*trouble));
        const std::string_view phase = pod["status"]["phase"].asString();
        if (phase == "Succeeded" || phase == "Failed")
            continue;
        overview.podsRunning += phase == "Running";
        if (pod["spec"]["nodeName"].asString().empty())
            continue;
        const semantics::ResourceAmounts requests = semantics::podRequests(api::PodView(pod));
        overview.capacity.milliCpuRequested += requests.milliCpu;
        overview.capacity.memoryRequested += requests.memory;
        ++overview.capacity.podsPresent;
    }
    return {};
}

Status addNodes(Overview& overview, std::string_view list)
{
    SKIFF_TRY_ASSIGN(const auto document, parseList(list));
    for (const data::Node node : document->root()["items"]) {
        ++overview.nodes;
        addNodeTroubles(overview, node);
        const semantics::ResourceAmounts amounts = semantics::nodeAllocatable(api::NodeView(node));
        overview.capacity.milliCpu += amounts.milliCpu;
        overview.capacity.memory += amounts.memory;
        overview.capacity.pods += semantics::nodePodCapacity(api::NodeView(node));
    }
    return {};
}

Status addClaims(Overview& overview, std::string_view list)
{
    SKIFF_TRY_ASSIGN(const auto document, parseList(list));
    for (const data::Node claim : document->root()["items"]) {
        const std::string_view phase = claim["status"]["phase"].asString();
        const QString storageClass = text(claim["spec"]["storageClassName"]);
        if (phase == "Pending")
            overview.troubles.push_back(
                {refOf(claim, "persistentvolumeclaims"), Health::Warning,
                 storageClass.isEmpty() ? Words::tr("It waits for a volume.")
                                        : Words::tr("It waits for a volume of the storage class %1.").arg(storageClass),
                 time(claim["metadata"]["creationTimestamp"])});
        else if (phase == "Lost")
            overview.troubles.push_back(
                {refOf(claim, "persistentvolumeclaims"), Health::Bad, Words::tr("Its volume is gone."), {}});
    }
    return {};
}

Status addEvents(Overview& overview, std::string_view list)
{
    SKIFF_TRY_ASSIGN(const auto document, parseList(list));
    std::map<std::pair<std::string, std::string>, size_t> groups;
    std::map<size_t, std::vector<std::string>> about;
    for (const data::Node event : document->root()["items"]) {
        const data::Node involved = event["involvedObject"];
        WallTime at = std::max(time(event["lastTimestamp"]), time(event["eventTime"]));
        at = std::max({at, time(event["series"]["lastObservedTime"]), time(event["metadata"]["creationTimestamp"])});
        const ObjectRef ref{.kind = kindOf(involved["kind"], involved["apiVersion"]),
                            .nameSpace = text(involved["namespace"]),
                            .name = text(involved["name"]),
                            .uid = text(involved["uid"])};
        if (event["type"].asString() == "Warning") {
            const std::pair key(std::string(event["reason"].asString()), std::string(involved["kind"].asString()));
            const auto [known, fresh] = groups.emplace(key, overview.warnings.size());
            if (fresh)
                overview.warnings.push_back({.reason = text(event["reason"])});
            WarningGroup& group = overview.warnings[known->second];
            group.count += std::max<int64_t>(
                1, std::max(event["count"].asInt().value_or(1), event["series"]["count"].asInt().value_or(1)));
            std::vector<std::string>& names = about[known->second];
            if (std::string uid(involved["uid"].asString()); std::find(names.begin(), names.end(), uid) == names.end())
                names.push_back(std::move(uid));
            group.objects = int(names.size());
            if (at >= group.last) {
                group.last = at;
                group.message = text(event["message"]);
                group.object = ref;
            }
        } else if (const std::string_view reason = event["reason"].asString();
                   reason == "ScalingReplicaSet" || reason == "NodeReady" || reason == "NodeNotReady" ||
                   reason == "NodeNotSchedulable" || reason == "NodeSchedulable" || reason == "SuccessfulRescale" ||
                   reason == "DeploymentRollback" || reason == "Completed") {
            overview.changes.push_back({ref, text(event["message"]), at});
        }
    }
    return {};
}

void finish(Overview& overview)
{
    const auto severity = [](Health health) {
        return health == Health::Bad ? 0 : health == Health::Warning ? 1 : 2;
    };
    std::stable_sort(overview.troubles.begin(), overview.troubles.end(), [&](const Trouble& a, const Trouble& b) {
        return severity(a.health) != severity(b.health) ? severity(a.health) < severity(b.health) : a.since > b.since;
    });
    std::sort(overview.warnings.begin(), overview.warnings.end(),
              [](const WarningGroup& a, const WarningGroup& b) { return a.last > b.last; });
    std::sort(overview.changes.begin(), overview.changes.end(),
              [](const RecentChange& a, const RecentChange& b) { return a.at > b.at; });
    if (overview.changes.size() > MostChanges)
        overview.changes.resize(MostChanges);
}

} // namespace skiff::model
