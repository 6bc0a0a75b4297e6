#include "cluster/apiserver/auth/node_graph.h"

namespace skiff::apiserver::auth {

namespace {

using Kind = PodReferences::Kind;

/// Reads in the order of the text, each part once. Names with escapes are no names of objects: they may stay as they are.
class Collector
{
public:
    explicit Collector(PodReferences& pod) : m_pod(pod) {}

    void addSpec(data::JsonSpan spec)
    {
        spec.forEachMember([this](std::string_view key, data::JsonSpan value) {
            if (key == "serviceAccountName")
                add(Kind::ServiceAccount, value);
            else if (key == "imagePullSecrets")
                value.forEachElement([this](data::JsonSpan secret) { add(Kind::Secret, secret["name"]); });
            else if (key == "volumes")
                value.forEachElement([this](data::JsonSpan volume) { addVolume(volume); });
            else if (key == "containers" || key == "initContainers" || key == "ephemeralContainers")
                value.forEachElement([this](data::JsonSpan container) { addContainer(container); });
        });
    }

private:
    void add(Kind kind, data::JsonSpan name)
    {
        if (!name.string().empty())
            m_pod.objects.emplace(kind, name.string());
    }

    void addVolume(data::JsonSpan volume)
    {
        std::string_view name;
        bool ephemeral = false;
        volume.forEachMember([&](std::string_view key, data::JsonSpan source) {
            if (key == "name")
                name = source.string();
            else if (key == "secret")
                add(Kind::Secret, source["secretName"]);
            else if (key == "configMap")
                add(Kind::ConfigMap, source["name"]);
            else if (key == "persistentVolumeClaim")
                add(Kind::PersistentVolumeClaim, source["claimName"]);
            else if (key == "projected")
                source["sources"].forEachElement([this](data::JsonSpan each) { addProjected(each); });
            ephemeral = ephemeral || key == "ephemeral";
            // Storage drivers name their credentials one level down: csi, iscsi, rbd, ...
            add(Kind::Secret, source["secretRef"]["name"]);
            add(Kind::Secret, source["nodePublishSecretRef"]["name"]);
        });
        if (ephemeral)
            m_pod.objects.emplace(Kind::PersistentVolumeClaim, m_pod.name + '-' + std::string(name));
    }

    void addProjected(data::JsonSpan source)
    {
        add(Kind::Secret, source["secret"]["name"]);
        add(Kind::ConfigMap, source["configMap"]["name"]);
    }

    void addContainer(data::JsonSpan container)
    {
        container.forEachMember([this](std::string_view key, data::JsonSpan value) {
            if (key == "env")
                value.forEachElement([this](data::JsonSpan variable) {
                    const data::JsonSpan from = variable["valueFrom"];
                    add(Kind::Secret, from["secretKeyRef"]["name"]);
                    add(Kind::ConfigMap, from["configMapKeyRef"]["name"]);
                });
            else if (key == "envFrom")
                value.forEachElement([this](data::JsonSpan source) {
                    add(Kind::Secret, source["secretRef"]["name"]);
                    add(Kind::ConfigMap, source["configMapRef"]["name"]);
                });
        });
    }

    PodReferences& m_pod;
};

} // namespace

PodReferences readPodReferences(std::string_view nameSpace, std::string_view name, bool isMirror, data::JsonSpan spec)
{
    PodReferences read{std::string(nameSpace), std::string(name), std::string(spec["nodeName"].string()), {}};
    if (!isMirror)
        Collector(read).addSpec(spec);
    return read;
}

void NodeGraph::forget(Pod& pod)
{
    if (pod.node == m_nodes.end())
        return;
    for (const auto object : pod.needs)
        if (--object->second == 0)
            pod.node->second.needs.erase(object);
    if (--pod.node->second.pods == 0)
        m_nodes.erase(pod.node);
}

void NodeGraph::put(PodReferences pod)
{
    const MutexLock lock(m_mutex);
    const auto [place, isNew] = m_pods.try_emplace({pod.nameSpace, std::move(pod.name)}, Pod{m_nodes.end(), {}});
    Pod now{m_nodes.end(), {}};
    if (!pod.node.empty()) {
        now.node = m_nodes.try_emplace(std::move(pod.node)).first;
        Node& node = now.node->second;
        ++node.pods;
        now.needs.reserve(pod.objects.size());
        for (const auto& [kind, name] : pod.objects) {
            now.needs.push_back(node.needs.try_emplace({kind, pod.nameSpace, name}, 0).first);
            ++now.needs.back()->second;
        }
    }
    forget(place->second);
    place->second = std::move(now);
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
    const auto found = m_nodes.find(node);
    return found != m_nodes.end() && found->second.needs.contains({kind, std::string(nameSpace), std::string(name)});
}

std::optional<std::string> NodeGraph::nodeOf(std::string_view nameSpace, std::string_view pod) const
{
    const MutexLock lock(m_mutex);
    const auto found = m_pods.find({std::string(nameSpace), std::string(pod)});
    if (found == m_pods.end())
        return std::nullopt;
    return found->second.node == m_nodes.end() ? std::string() : found->second.node->first;
}

} // namespace skiff::apiserver::auth
