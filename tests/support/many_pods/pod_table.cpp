#include "tests/support/many_pods/pod_table.h"

#include <algorithm>

namespace skiff::test {

namespace {

constexpr size_t MostEvents = 200'000;
constexpr int Namespaces = 50;
constexpr int Nodes = 40;

/// As an API server writes it into every object: most of what a table's rows weigh.
constexpr const char* managedFields =
    R"("managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"0b3a\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{},"f:terminationMessagePath":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:terminationGracePeriodSeconds":{}}}},{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:05Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:startTime":{}}},"subresource":"status"}])";

} // namespace

PodTable::PodTable(int pods)
{
    for (; m_lastNumber < pods; ++m_lastNumber)
        m_pods.push_back({m_lastNumber, 0, m_revision});
}

quint32 PodTable::random()
{
    m_random = m_random * 1664525u + 1013904223u;
    return m_random >> 8;
}

void PodTable::change(int count)
{
    for (int i = 0; i < count; ++i) {
        Pod& pod = m_pods[random() % m_pods.size()];
        pod.revision = ++m_revision;
        if (random() % 5 == 0) {
            m_events.push_back({"DELETED", pod});
            pod = {m_lastNumber++, 0, ++m_revision};
            m_events.push_back({"ADDED", pod});
        } else {
            ++pod.restarts;
            m_events.push_back({"MODIFIED", pod});
        }
    }
    while (m_events.size() > MostEvents) {
        m_forgotten = m_events.front().pod.revision;
        m_events.pop_front();
    }
}

void PodTable::forget()
{
    // Also what has just been listed is too old: a list of now has a revision of its own.
    m_events.clear();
    m_forgotten = ++m_revision;
}

QByteArray PodTable::nameOf(const Pod& pod)
{
    return "web-" + QByteArray::number(pod.number) + "-7c9d6b5f4-hm5tz";
}

QByteArray PodTable::nameSpaceOf(const Pod& pod)
{
    return "team-" + QByteArray::number(pod.number % Namespaces);
}

QByteArray PodTable::statusOf(const Pod& pod)
{
    if (pod.restarts == 0)
        return pod.number % 3 == 0 ? "Pending" : "Running";
    return pod.restarts % 4 == 3 ? "CrashLoopBackOff" : "Running";
}

QByteArray PodTable::nodeOf(const Pod& pod)
{
    return "node-" + QByteArray::number(pod.number % Nodes);
}

QByteArray PodTable::metadata(const Pod& pod)
{
    return R"("metadata":{"name":")" + nameOf(pod) + R"(","generateName":"web-7c9d6b5f4-","namespace":")" +
           nameSpaceOf(pod) + R"(","uid":"00000000-0000-4000-8000-)" +
           QByteArray::number(pod.number).rightJustified(12, '0') + R"(","resourceVersion":")" +
           QByteArray::number(pod.revision) +
           R"(","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"web","pod-template-hash":"7c9d6b5f4"},)"
           R"("ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7c9d6b5f4","uid":"0b3a","controller":true,"blockOwnerDeletion":true}],)" +
           managedFields + "}";
}

QByteArray PodTable::row(const Pod& pod)
{
    return R"({"cells":[")" + nameOf(pod) + R"(",")" + (statusOf(pod) == "Running" ? "1/1" : "0/1") + R"(",")" +
           statusOf(pod) + R"(",)" + QByteArray::number(pod.restarts) + R"(,"5s","10.244.)" +
           QByteArray::number(pod.number / 250 % 250) + '.' + QByteArray::number(pod.number % 250) + R"(",")" +
           nodeOf(pod) +
           R"(","<none>","<none>"],"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1",)" +
           metadata(pod) + "}}";
}

QByteArray PodTable::whole(const Pod& pod)
{
    const bool running = statusOf(pod) == "Running";
    return R"({"kind":"Pod","apiVersion":"v1",)" + metadata(pod) + R"(,"spec":{"nodeName":")" + nodeOf(pod) +
           R"(","containers":[{"name":"web","image":"web:1"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":")" +
           (running ? "True" : "False") + R"("}],"containerStatuses":[{"name":"web","image":"web:1","ready":)" +
           (running ? "true" : "false") + R"(,"restartCount":)" + QByteArray::number(pod.restarts) +
           R"(,"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}})";
}

QByteArray PodTable::head(qint64 revision, const QByteArray& more)
{
    QByteArray json = R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":")" +
                      QByteArray::number(revision) + '"' + more + R"(},"columnDefinitions":[)";
    int column = 0;
    for (const char* name :
         {"Name", "Ready", "Status", "Restarts", "Age", "IP", "Node", "Nominated Node", "Readiness Gates"}) {
        json += QByteArray(column ? "," : "") + R"({"name":")" + name + R"(","type":")" +
                (column == 3 ? "integer" : "string") + R"(","format":"","description":"","priority":)" +
                (column > 4 ? "1" : "0") + "}";
        ++column;
    }
    return json + R"(],"rows":[)";
}

QByteArray PodTable::list(const QByteArray& nameSpace, int limit, int from, bool asTable) const
{
    QByteArray items;
    int at = from;
    for (int count = 0; at < int(m_pods.size()) && (limit == 0 || count < limit); ++at) {
        const Pod& pod = m_pods[size_t(at)];
        if (!nameSpace.isEmpty() && nameSpaceOf(pod) != nameSpace)
            continue;
        items += (count++ ? "," : "") + (asTable ? row(pod) : whole(pod));
    }
    QByteArray more;
    if (at < int(m_pods.size()))
        more = R"(,"continue":")" + QByteArray::number(at) + R"(","remainingItemCount":)" +
               QByteArray::number(int(m_pods.size()) - at);
    if (asTable)
        return head(m_revision, more) + items + "]}";
    return R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":")" + QByteArray::number(m_revision) +
           '"' + more + R"(},"items":[)" + items + "]}";
}

QByteArray PodTable::object(const QByteArray& nameSpace, const QByteArray& name) const
{
    const auto found = std::find_if(m_pods.begin(), m_pods.end(), [&](const Pod& pod) {
        return nameOf(pod) == name && nameSpaceOf(pod) == nameSpace;
    });
    return found == m_pods.end() ? QByteArray() : whole(*found);
}

QByteArray PodTable::eventsAfter(qint64 revision, const QByteArray& nameSpace, bool asTable,
                                 const std::function<void()>& older) const
{
    if (revision < m_forgotten) {
        older();
        return {};
    }
    QByteArray lines;
    const auto first = std::upper_bound(m_events.begin(), m_events.end(), revision,
                                        [](qint64 wanted, const Event& event) { return wanted < event.pod.revision; });
    for (auto event = first; event != m_events.end(); ++event) {
        if (!nameSpace.isEmpty() && nameSpaceOf(event->pod) != nameSpace)
            continue;
        lines += QByteArray(R"({"type":")") + event->type + R"(","object":)" +
                 (asTable ? head(event->pod.revision) + row(event->pod) + "]}" : whole(event->pod)) + "}\n";
    }
    return lines;
}

QByteArray PodTable::bookmark(qint64 revision)
{
    return R"({"type":"BOOKMARK","object":)" + head(revision) + "]}}\n";
}

QByteArray PodTable::state() const
{
    QByteArray text;
    for (const Pod& pod : m_pods)
        text += nameSpaceOf(pod) + ' ' + nameOf(pod) + ' ' + statusOf(pod) + ' ' + QByteArray::number(pod.restarts) +
                ' ' + nodeOf(pod) + '\n';
    return text;
}

} // namespace skiff::test
