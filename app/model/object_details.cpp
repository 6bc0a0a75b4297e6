#include "app/model/object_details.h"

#include "app/model/age.h"
#include "app/model/custom_facts.h"
#include "app/model/kind_catalog.h"
#include "app/model/pod_status.h"
#include "cluster/data/document.h"

#include <QCoreApplication>
#include <QStringList>

namespace skiff::model {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::ObjectDetails)
};

QString text(data::Node node)
{
    const std::string_view view = node.isString() ? node.asString() : node.isNull() ? std::string_view() : node.span();
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QString age(data::Node time, WallTime now)
{
    WallTime parsed;
    if (!parseTime(time.asString(), parsed))
        return ageText(std::nullopt, now);
    return ageText(parsed, now);
}

void add(FactGroup& group, const QString& label, const QString& value, Health health = Health::None)
{
    if (!value.isEmpty())
        group.facts.push_back({label, value, health});
}

QString joinedMap(data::Node map)
{
    QStringList pairs;
    for (auto it = map.begin(); it != map.end(); ++it)
        pairs.append(QString::fromUtf8(it.key().data(), qsizetype(it.key().size())) + QLatin1Char('=') + text(*it));
    return pairs.join(QLatin1Char('\n'));
}

QString controllerOf(data::Node metadata)
{
    for (const data::Node owner : metadata["ownerReferences"])
        if (owner["controller"].asBool())
            return text(owner["kind"]) + QLatin1Char('/') + text(owner["name"]);
    return {};
}

FactGroup overview(data::Node root, const QString& kind, WallTime now)
{
    const data::Node metadata = root["metadata"];
    const data::Node spec = root["spec"];
    const data::Node status = root["status"];
    FactGroup group;
    const QString state = kind == QLatin1String("Pod") ? QString::fromStdString(podStatus(root)) : text(status["phase"]);
    add(group, Words::tr("Status"), state, healthOf(kind, QStringLiteral("Status"), state));
    add(group, Words::tr("Namespace"), text(metadata["namespace"]));
    add(group, Words::tr("Age"), age(metadata["creationTimestamp"], now));
    add(group, Words::tr("Controlled by"), controllerOf(metadata));
    add(group, Words::tr("Node"), text(spec["nodeName"]));
    add(group, Words::tr("Pod address"), text(status["podIP"]));
    add(group, Words::tr("Service account"), text(spec["serviceAccountName"]));
    add(group, Words::tr("Type"), text(spec["type"]));
    add(group, Words::tr("Cluster address"), text(spec["clusterIP"]));
    if (spec["replicas"].isNumber())
        add(group, Words::tr("Replicas"),
            Words::tr("%1 ready of %2")
                .arg(status["readyReplicas"].asInt().value_or(0))
                .arg(spec["replicas"].asInt().value_or(0)));
    add(group, Words::tr("Strategy"), text(spec["strategy"]["type"]));
    add(group, Words::tr("Selector"), joinedMap(spec["selector"]["matchLabels"] ? spec["selector"]["matchLabels"]
                                                                                 : spec["selector"]));
    add(group, Words::tr("Kubelet"), text(status["nodeInfo"]["kubeletVersion"]));
    add(group, Words::tr("Container runtime"), text(status["nodeInfo"]["containerRuntimeVersion"]));
    add(group, Words::tr("Kernel"), text(status["nodeInfo"]["kernelVersion"]));
    add(group, Words::tr("Reason"), text(root["reason"]));
    add(group, Words::tr("Message"), text(root["message"]));
    add(group, Words::tr("Labels"), joinedMap(metadata["labels"]));
    return group;
}

FactGroup ports(data::Node spec)
{
    FactGroup group{Words::tr("Ports"), {}};
    for (const data::Node port : spec["ports"]) {
        QString value = QStringLiteral("%1 → %2").arg(text(port["port"]), text(port["targetPort"]));
        if (port["nodePort"].isNumber())
            value += Words::tr(", node port %1").arg(text(port["nodePort"]));
        const QString name = text(port["name"]);
        add(group, name.isEmpty() ? text(port["protocol"]) : name, value);
    }
    return group;
}

/// "Running since 5m", "Waiting: CrashLoopBackOff", "Terminated: Error (exit code 1)".
Fact containerState(data::Node status, WallTime now)
{
    const data::Node state = status["state"];
    if (state["running"])
        return {{}, Words::tr("Running since %1").arg(age(state["running"]["startedAt"], now)),
                status["ready"].asBool() ? Health::Good : Health::Busy};
    if (state["terminated"]) {
        const int64_t code = state["terminated"]["exitCode"].asInt().value_or(0);
        return {{}, Words::tr("Terminated: %1 (exit code %2)").arg(text(state["terminated"]["reason"])).arg(code),
                code == 0 ? Health::Done : Health::Bad};
    }
    const QString reason = text(state["waiting"]["reason"]);
    const QString message = text(state["waiting"]["message"]);
    const Health health = healthOf(QStringLiteral("Pod"), QStringLiteral("Status"), reason);
    QString value = reason.isEmpty() ? Words::tr("Waiting") : Words::tr("Waiting: %1").arg(reason);
    if (!message.isEmpty())
        value += QLatin1Char('\n') + message;
    return {{}, value, health == Health::None ? Health::Busy : health};
}

data::Node statusOf(data::Node statuses, const QString& name)
{
    for (const data::Node status : statuses)
        if (text(status["name"]) == name)
            return status;
    return {};
}

void addContainers(ObjectDetails& details, data::Node root, const char* list, const char* statuses, WallTime now)
{
    for (const data::Node container : root["spec"][list]) {
        const QString name = text(container["name"]);
        FactGroup group{Words::tr("Container %1").arg(name), {}};
        const data::Node status = statusOf(root["status"][statuses], name);
        if (status) {
            const Fact state = containerState(status, now);
            add(group, Words::tr("State"), state.value, state.health);
            add(group, Words::tr("Restarts"), text(status["restartCount"]));
        }
        add(group, Words::tr("Image"), text(container["image"]));
        QStringList words;
        for (const char* part : {"command", "args"})
            for (const data::Node word : container[part])
                words.append(text(word));
        add(group, Words::tr("Command"), words.join(QLatin1Char(' ')));
        details.containers.push_back(name);
        details.groups.push_back(std::move(group));
    }
}

} // namespace

Result<ObjectDetails> decodeDetails(std::string_view json, WallTime now)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node root = document->root();
    if (!root["metadata"].isObject())
        return Error{ErrorCode::InvalidArgument, "the answer is not an object of the API"};
    ObjectDetails details{.kind = text(root["kind"]), .nameSpace = text(root["metadata"]["namespace"]),
                          .name = text(root["metadata"]["name"]), .uid = text(root["metadata"]["uid"])};
    details.groups.push_back(overview(root, details.kind, now));
    if (FactGroup group = ports(root["spec"]); details.kind == QLatin1String("Service") && !group.facts.empty())
        details.groups.push_back(std::move(group));
    if (details.kind == QLatin1String("Pod")) {
        addContainers(details, root, "initContainers", "initContainerStatuses", now);
        addContainers(details, root, "containers", "containerStatuses", now);
    }
    const QString apiVersion = text(root["apiVersion"]);
    if (apiVersion.contains(QLatin1Char('/')) && !isBuiltIn(apiVersion.section(QLatin1Char('/'), 0, 0)))
        for (FactGroup& group : customFacts(root))
            details.groups.push_back(std::move(group));
    for (const data::Node condition : root["status"]["conditions"]) {
        const data::Node since = condition["lastTransitionTime"];
        ConditionRow row{text(condition["type"]), text(condition["status"]), text(condition["reason"]),
                         text(condition["message"]), since ? age(since, now) : QString()};
        row.health = healthOfCondition(row.type, row.status);
        details.conditions.push_back(std::move(row));
    }
    return details;
}

} // namespace skiff::model
