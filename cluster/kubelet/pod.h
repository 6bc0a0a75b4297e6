#pragma once

#include "cluster/base/clock.h"
#include "cluster/data/document.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::kubelet {

/// What part a container plays in its pod's life.
enum class ContainerKind : uint8_t
{
    Init,    ///< runs to its end before the next starts
    Sidecar, ///< an init container with restartPolicy Always: starts in order, runs beside the others
    App,
    Ephemeral, ///< added to debug a running pod; never restarted
};

/// One container of a pod's spec. Valid while its Pod lives.
struct ContainerSpec
{
    ContainerKind kind = ContainerKind::App;
    std::string name;
    data::Node node;
    /// Names this definition; another hash means that the container must be replaced. Follows
    /// Kubernetes in covering name and image only: other fields cannot change.
    std::string hash;
};

enum class RestartPolicy : uint8_t
{
    Always,
    OnFailure,
    Never
};

/// A pod as the API server last gave it: the immutable document and what is asked of it most.
/// Immutable; any thread.
class Pod
{
public:
    explicit Pod(std::shared_ptr<const data::Document> document);

    data::Node root() const { return m_document->root(); }
    data::Node metadata() const { return root()["metadata"]; }
    data::Node spec() const { return root()["spec"]; }
    data::Node status() const { return root()["status"]; }

    const std::string& uid() const { return m_uid; }
    const std::string& name() const { return m_name; }
    const std::string& namespaceName() const { return m_namespace; }
    /// "default/web": how logs and errors name it.
    std::string fullName() const { return m_namespace + "/" + m_name; }

    /// Init containers and sidecars in order, then app containers, then ephemeral ones.
    const std::vector<ContainerSpec>& containers() const { return m_containers; }
    const ContainerSpec* container(std::string_view name) const;

    RestartPolicy restartPolicy() const { return m_restartPolicy; }
    bool hostNetwork() const { return spec()["hostNetwork"].asBool(); }
    /// deletionTimestamp is set: it must end.
    bool deleting() const;
    /// Seconds to end in: deletionGracePeriodSeconds, else terminationGracePeriodSeconds, else 30.
    std::chrono::seconds gracePeriod() const;
    /// The API server has it as Succeeded or Failed: nothing of it may start again.
    bool finished() const;

private:
    void addContainers(std::string_view field, ContainerKind kind);

    std::shared_ptr<const data::Document> m_document;
    std::string m_uid;
    std::string m_name;
    std::string m_namespace;
    RestartPolicy m_restartPolicy = RestartPolicy::Always;
    std::vector<ContainerSpec> m_containers;
};

} // namespace skiff::kubelet
