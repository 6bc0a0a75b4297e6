#include "tests/unit/kubelet/kubelet_world.h"

#include <fmt/format.h>

namespace skiff::test {

using namespace skiff::kubelet;

void FakeObjects::put(const std::string& kind, const std::string& name, const std::string& json)
{
    m_objects[kind + "/" + name] = json;
}

void FakeObjects::remove(const std::string& kind, const std::string& name)
{
    m_objects.erase(kind + "/" + name);
}

Result<std::shared_ptr<const data::Document>> FakeObjects::configMap(const std::string&, const std::string& name)
{
    return get("configmap", name);
}

Result<std::shared_ptr<const data::Document>> FakeObjects::secret(const std::string&, const std::string& name)
{
    return get("secret", name);
}

Result<std::shared_ptr<const data::Document>> FakeObjects::get(const std::string& kind, const std::string& name)
{
    const auto found = m_objects.find(kind + "/" + name);
    if (found == m_objects.end())
        return Error{ErrorCode::NotFound, fmt::format("{} \"{}\" not found", kind, name)};
    return data::Document::parse(found->second);
}

Status FakeMounter::mountTmpfs(const std::string& target, int64_t sizeBytes)
{
    tmpfs[target] = sizeBytes;
    return {};
}

Status FakeMounter::bind(int, const std::string&, bool)
{
    return {};
}

Status FakeMounter::unmountBelow(const std::string& target)
{
    std::erase_if(tmpfs, [&](const auto& mount) { return mount.first.starts_with(target); });
    return {};
}

void FakeEvents::normal(const Pod&, const ContainerSpec*, std::string_view reason, std::string message)
{
    MutexLock lock(m_mutex);
    m_reasons.emplace_back(reason);
    m_all.push_back(fmt::format("{}: {}", reason, message));
}

void FakeEvents::warning(const Pod& pod, const ContainerSpec* container, std::string_view reason, std::string message)
{
    normal(pod, container, reason, std::move(message));
}

std::string FakeEvents::reasons()
{
    MutexLock lock(m_mutex);
    const std::string text = fmt::format("{}", fmt::join(m_reasons, " "));
    m_reasons.clear();
    return text;
}

NodeFacts KubeletWorld::makeFacts(const std::string& folder)
{
    NodeFacts facts;
    facts.nodeName = "node-1";
    facts.hostIps = {"192.0.2.10"};
    facts.paths.data = folder + "/data";
    facts.paths.podLogs = folder + "/logs";
    facts.nodeDns.servers = {"192.0.2.53"};
    facts.nodeHosts = "127.0.0.1 localhost\n";
    facts.allocatable = {4000, int64_t(8) << 30, int64_t(100) << 30, 110};
    return facts;
}

KubeletWorld::KubeletWorld()
    : facts(makeFacts(folder.path().toStdString())),
      volumes(facts.paths, {facts.allocatable, objects, tokens}, mounter, clock),
      context{facts,
              clock,
              runtime,
              volumes,
              images,
              handlers,
              objects,
              events,
              ids,
              [](const std::string&) { return std::vector<std::shared_ptr<const data::Document>>(); },
              [](const std::string& name) -> Result<std::string> {
                  return Error{ErrorCode::NotFound, fmt::format("RuntimeClass \"{}\" not found", name)};
              }}
{}

} // namespace skiff::test
