#pragma once

#include "cluster/kubelet/sync/pod_context.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_runtime.h"
#include "tests/support/manual_executor.h"

#include <QTemporaryDir>

namespace skiff::test {

/// Config maps and secrets that a test puts there.
class FakeObjects final : public kubelet::ReferencedObjects
{
public:
    /// `kind` is "configmap" or "secret".
    void put(const std::string& kind, const std::string& name, const std::string& json);
    void remove(const std::string& kind, const std::string& name);

    Result<std::shared_ptr<const data::Document>> configMap(const std::string& namespaceName,
                                                            const std::string& name) override;
    Result<std::shared_ptr<const data::Document>> secret(const std::string& namespaceName,
                                                         const std::string& name) override;

private:
    Result<std::shared_ptr<const data::Document>> get(const std::string& kind, const std::string& name);
    std::map<std::string, std::string> m_objects;
};

class FakeTokens final : public kubelet::TokenSource
{
public:
    std::string current = "token-1";
    Result<std::string> token(const kubelet::Pod&, const std::string& audience, std::chrono::seconds) override
    {
        return current + (audience.empty() ? "" : "-for-" + audience);
    }
};

class FakeMounter final : public kubelet::Mounter
{
public:
    std::map<std::string, int64_t> tmpfs;
    Status mountTmpfs(const std::string& folder, int64_t sizeBytes) override;
    Status bind(int fd, const std::string& target, bool isFolder) override;
    Status unmountBelow(const std::string& folder) override;
};

class FakeEvents final : public kubelet::PodEvents
{
public:
    void normal(const kubelet::Pod&, const kubelet::ContainerSpec*, std::string_view reason,
                std::string message) override;
    void warning(const kubelet::Pod&, const kubelet::ContainerSpec*, std::string_view reason,
                 std::string message) override;
    /// The reasons so far, separated by blanks; forgets them.
    std::string reasons();
    std::string last() const { return m_all.empty() ? std::string() : m_all.back(); }

private:
    Mutex m_mutex;
    std::vector<std::string> m_reasons;
    std::vector<std::string> m_all;
};

class FakeNet final : public kubelet::NetChecker
{
public:
    Result<kubelet::HttpAnswer> answer = kubelet::HttpAnswer{200, "ok"};
    std::optional<kubelet::HttpCheck> lastCheck;
    Result<kubelet::HttpAnswer> get(const kubelet::HttpCheck& check) override
    {
        lastCheck = check;
        return answer;
    }
    Status connect(const std::string&, int, Duration) override { return {}; }
};

/// Everything that work on pods needs, as fakes, with a folder for the node's files.
struct KubeletWorld
{
    KubeletWorld();

    FakeClock clock;
    ManualExecutor executor{clock};
    QTemporaryDir folder;
    FakeRuntime runtime{clock};
    FakeObjects objects;
    FakeTokens tokens;
    FakeMounter mounter;
    FakeEvents events;
    FakeNet net;
    kubelet::NodeFacts facts;
    kubelet::PodVolumes volumes;
    kubelet::ImagePuller images{runtime, objects, events, clock};
    kubelet::HandlerRunner handlers{runtime, net};
    kubelet::RuntimeIds ids;
    kubelet::PodContext context;

private:
    static kubelet::NodeFacts makeFacts(const std::string& folder);
};

} // namespace skiff::test
