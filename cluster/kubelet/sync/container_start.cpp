#include "cluster/kubelet/sync/container_start.h"

#include "cluster/base/file.h"
#include "cluster/kubelet/config/container_config.h"
#include "cluster/kubelet/logs/log_link.h"
#include "cluster/kubelet/sync/container_mounts.h"
#include "cluster/kubelet/sync/pod_kill.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr std::chrono::minutes RuntimeLimit{2};
constexpr Duration Retry = std::chrono::seconds(10);

/// Starts one container step by step; each step may end it with a failure.
class Starter
{
public:
    Starter(const PodContext& context, const StartInputs& inputs, PodMemory& memory, const std::stop_token& stop)
        : m_context(context), m_inputs(inputs), m_memory(memory), m_stop(stop), m_spec(*inputs.start.spec)
    {}

    std::optional<StartFailure> run()
    {
        ImageOutcome image = m_context.images.ensure(m_inputs.pod, m_spec, m_inputs.sandbox, m_memory.pulls, m_stop);
        if (!image.image)
            return StartFailure{std::move(image.waiting), image.retryIn};
        rememberImage(*image.image);
        auto config = makeConfig(*image.image);
        if (!config.ok())
            return failed("CreateContainerConfigError", config.error());
        if (const Status made =
                file::makeFolders(fmt::format("{}/{}", m_inputs.sandbox.logDirectory, m_spec.name), 0755);
            !made.ok())
            return failed("CreateContainerError", made.error());
        const auto id =
            m_context.runtime.createContainer(m_inputs.sandboxId, *config, m_inputs.sandbox, {RuntimeLimit, m_stop});
        if (!id.ok())
            return failed("CreateContainerError", id.error());
        m_context.ids.add(*id, m_inputs.pod.uid());
        m_memory.staleContainers.insert(*id);
        m_memory.sandboxOf[*id] = m_inputs.sandboxId;
        m_memory.started = true;
        m_context.events.normal(m_inputs.pod, &m_spec, "Created", fmt::format("Created container: {}", m_spec.name));
        if (const Status started = m_context.runtime.startContainer(*id, {RuntimeLimit, m_stop}); !started.ok())
            return failed("RunContainerError", started.error());
        linkLog(m_context.node.paths.containerLogLinks(), config->labels, *id,
                fmt::format("{}/{}", m_inputs.sandbox.logDirectory, config->logPath));
        m_context.events.normal(m_inputs.pod, &m_spec, "Started", fmt::format("Started container {}", m_spec.name));
        return runPostStart(*id);
    }

private:
    Result<runtime::ContainerConfig> makeConfig(const runtime::Image& image)
    {
        const EnvSources sources{m_inputs.pod, m_memory.place, m_context.node.allocatable, m_inputs.services,
                                 m_context.objects};
        SKIFF_TRY_ASSIGN(const EnvList env, makeEnv(sources, m_spec.node));
        SKIFF_TRY_ASSIGN(std::vector<runtime::Mount> mounts,
                         containerMounts(m_context, m_inputs.pod, m_spec, m_inputs.start.attempt, *m_memory.volumes,
                                         m_memory.place, env));
        return containerConfig(
            m_inputs.pod, m_spec, m_inputs.start.attempt,
            {m_context.node.paths, m_context.node.allocatable, image, env, std::move(mounts), targetId()});
    }

    /// The container whose processes an ephemeral container wants to see.
    std::string targetId() const
    {
        const std::string_view target = m_spec.node["targetContainerName"].asString();
        const runtime::ContainerStatus* status = target.empty() ? nullptr : m_memory.state.latest(target);
        return status == nullptr ? std::string() : status->container.id;
    }

    /// What imageID shows: the repository digest when the image has one.
    void rememberImage(const runtime::Image& image)
    {
        m_memory.imageIds[image.id] = image.repoDigests.empty() ? image.id : image.repoDigests.front();
    }

    std::optional<StartFailure> runPostStart(const std::string& id)
    {
        const data::Node hook = m_spec.node["lifecycle"]["postStart"];
        if (!hook.isObject())
            return std::nullopt;
        const std::string podIp = m_memory.place.podIps.empty() ? std::string() : m_memory.place.podIps.front();
        const HandlerOutcome outcome = m_context.handlers.run(hook, {m_spec.node, id, podIp}, std::chrono::hours(1),
                                                              "kube-lifecycle/1.33", m_stop);
        if (outcome.success)
            return std::nullopt;
        const std::string words = fmt::format("PostStartHook failed: {}", outcome.output);
        m_context.events.warning(m_inputs.pod, &m_spec, "FailedPostStartHook", words);
        const auto status = m_context.runtime.containerStatus(id, {RuntimeLimit, m_stop});
        if (status.ok())
            (void)killContainer(m_context, &m_inputs.pod, *status, {"FailedPostStartHook", m_inputs.pod.gracePeriod()},
                                m_stop);
        return StartFailure{{"PostStartHookError", words}, Retry};
    }

    StartFailure failed(std::string_view reason, const Error& error)
    {
        m_context.events.warning(m_inputs.pod, &m_spec, "Failed", fmt::format("Error: {}", error.message));
        return {{std::string(reason), error.message}, Retry};
    }

    const PodContext& m_context;
    const StartInputs& m_inputs;
    PodMemory& m_memory;
    const std::stop_token& m_stop;
    const ContainerSpec& m_spec;
};

} // namespace

std::optional<StartFailure> startContainer(const PodContext& context, const StartInputs& inputs, PodMemory& memory,
                                           const std::stop_token& stop)
{
    return Starter(context, inputs, memory, stop).run();
}

} // namespace skiff::kubelet
