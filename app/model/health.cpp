#include "app/model/health.h"

#include <QHash>
#include <QSet>

namespace skiff::model {

namespace {

Health healthOfStatus(const QString& text)
{
    static const QHash<QString, Health> known{
        {"Running", Health::Good},           {"Ready", Health::Good},
        {"Active", Health::Good},            {"Bound", Health::Good},
        {"Available", Health::Good},         {"Completed", Health::Done},
        {"Succeeded", Health::Done},         {"Complete", Health::Done},
        {"Pending", Health::Busy},           {"ContainerCreating", Health::Busy},
        {"PodInitializing", Health::Busy},   {"Terminating", Health::Busy},
        {"NotReady", Health::Bad},           {"Failed", Health::Bad},
        {"Error", Health::Bad},              {"CrashLoopBackOff", Health::Bad},
        {"ImagePullBackOff", Health::Bad},   {"ErrImagePull", Health::Bad},
        {"ErrImageNeverPull", Health::Bad},  {"InvalidImageName", Health::Bad},
        {"OOMKilled", Health::Bad},          {"Evicted", Health::Bad},
        {"CreateContainerConfigError", Health::Bad}, {"CreateContainerError", Health::Bad},
        {"RunContainerError", Health::Bad},  {"Lost", Health::Bad},
        {"Unknown", Health::Warning},        {"NodeLost", Health::Warning},
        {"SchedulingGated", Health::Paused},
    };
    if (text.contains("SchedulingDisabled"))
        return text.startsWith("NotReady") ? Health::Bad : Health::Paused;
    if (text.startsWith("Init:"))
        return text.endsWith("Error") || text.endsWith("BackOff") ? Health::Bad : Health::Busy;
    return known.value(text, Health::None);
}

/// "2/3" counts what is ready of what is wanted.
Health healthOfRatio(const QString& text)
{
    const qsizetype slash = text.indexOf('/');
    bool haveReady = false;
    bool haveWanted = false;
    const int ready = text.left(slash).toInt(&haveReady);
    const int wanted = text.mid(slash + 1).toInt(&haveWanted);
    if (slash < 0 || !haveReady || !haveWanted)
        return Health::None;
    return ready >= wanted ? Health::Good : Health::Busy;
}

} // namespace

Health healthOf(const QString& kind, const QString& column, const QString& text)
{
    if (column == "Status" || column == "Phase")
        return healthOfStatus(text);
    if (kind == "Event" && column == "Type")
        return text == "Warning" ? Health::Warning : Health::None;
    // A pod has its Status column for this; workloads only their counts.
    if (column == "Ready" && kind != "Pod")
        return healthOfRatio(text);
    return Health::None;
}

Health healthOfCondition(const QString& type, const QString& status)
{
    static const QSet<QString> badWhenTrue{"MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable",
                                           "ReplicaFailure", "Failed", "DisruptionTarget"};
    if (status == "Unknown")
        return Health::Warning;
    const bool holds = status == "True";
    if (badWhenTrue.contains(type))
        return holds ? Health::Bad : Health::Good;
    return holds ? Health::Good : Health::Bad;
}

} // namespace skiff::model
