#include "cluster/apiserver/auth/node_graph.h"

namespace skiff::apiserver::auth {

namespace {

using Kind = PodReferences::Kind;

class Collector
{
public:
    explicit Collector(PodReferences& pod) : m_pod(pod) {}

    void add(Kind kind, data::Node name)
    {
        if (!name.asString().empty())
            m_pod.objects.emplace(kind, name.asString());
    }

    void addVolume(data::Node volume)
    {
        add(Kind::Secret, volume["secret"]["secretName"]);
        add(Kind::ConfigMap, volume["configMap"]["name"]);
        add(Kind::PersistentVolumeClaim, volume["persistentVolumeClaim"]["claimName"]);
        if (volume["ephemeral"])
            m_pod.objects.emplace(Kind::PersistentVolumeClaim,
                                  m_pod.name + '-' + std::string(volume["name"].asString()));
        for (const data::Node source : volume["projected"]["sources"]) {
            add(Kind::Secret, source["secret"]["name"]);
            add(Kind::ConfigMap, source["configMap"]["name"]);
        }
        // Storage drivers name their credentials one level down: csi, iscsi, rbd, ...
        for (const data::Node driver : volume) {
            if (!driver.isObject())
                continue;
            add(Kind::Secret, driver["secretRef"]["name"]);
            add(Kind::Secret, driver["nodePublishSecretRef"]["name"]);
        }
    }

    void addContainer(data::Node container)
    {
        for (const data::Node variable : container["env"]) {
            add(Kind::Secret, variable["valueFrom"]["secretKeyRef"]["name"]);
            add(Kind::ConfigMap, variable["valueFrom"]["configMapKeyRef"]["name"]);
        }
        for (const data::Node source : container["envFrom"]) {
            add(Kind::Secret, source["secretRef"]["name"]);
            add(Kind::ConfigMap, source["configMapRef"]["name"]);
        }
    }

private:
    PodReferences& m_pod;
};

} // namespace

PodReferences readPodReferences(std::string_view nameSpace, std::string_view name, bool isMirror, data::Node spec)
{
    PodReferences read{std::string(nameSpace), std::string(name), std::string(spec["nodeName"].asString()), {}};
    if (isMirror)
        return read;
    Collector collector(read);
    collector.add(Kind::ServiceAccount, spec["serviceAccountName"]);
    for (const data::Node secret : spec["imagePullSecrets"])
        collector.add(Kind::Secret, secret["name"]);
    for (const data::Node volume : spec["volumes"])
        collector.addVolume(volume);
    for (const char* list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const data::Node container : spec[list])
            collector.addContainer(container);
    }
    return read;
}

void NodeGraph::forget(const PodReferences& pod)
{
    const auto needs = m_needs.find(pod.node);
    if (needs == m_needs.end())
        return;
    for (const auto& [kind, name] : pod.objects) {
        const auto object = needs->second.find({kind, pod.nameSpace, name});
        if (object != needs->second.end() && --object->second == 0)
            needs->second.erase(object);
    }
    if (needs->second.empty())
        m_needs.erase(needs);
}

void NodeGraph::put(PodReferences pod)
{
    const MutexLock lock(m_mutex);
    PodReferences& stored = m_pods[{pod.nameSpace, pod.name}];
    forget(stored);
    stored = std::move(pod);
    if (stored.node.empty())
        return;
    for (const auto& [kind, name] : stored.objects)
        ++m_needs[stored.node][{kind, stored.nameSpace, name}];
}

void NodeGraph::removePod(std::string_view nameSpace, std::string_view name)
{
    const MutexLock lock(m_mutex);
    const auto pod = m_pods.find({std::string(nameSpace), std::string(name)});
    if (pod == m_pods.end())
        return;
    forget(pod->second);
    m_pods.erase(pod);
}

std::vector<std::pair<std::string, std::string>> NodeGraph::pods() const
{
    const MutexLock lock(m_mutex);
    std::vector<std::pair<std::string, std::string>> known;
    known.reserve(m_pods.size());
    for (const auto& [pod, references] : m_pods)
        known.push_back(pod);
    return known;
}

bool NodeGraph::needs(std::string_view node, Kind kind, std::string_view nameSpace, std::string_view name) const
{
    const MutexLock lock(m_mutex);
    const auto needed = m_needs.find(node);
    return needed != m_needs.end() && needed->second.contains({kind, std::string(nameSpace), std::string(name)});
}

std::optional<std::string> NodeGraph::nodeOf(std::string_view nameSpace, std::string_view pod) const
{
    const MutexLock lock(m_mutex);
    const auto found = m_pods.find({std::string(nameSpace), std::string(pod)});
    return found != m_pods.end() ? std::optional(found->second.node) : std::nullopt;
}

} // namespace skiff::apiserver::auth
