#include "cluster/kubelet/config/env.h"

#include "cluster/kubelet/config/expansion.h"

#include <algorithm>

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

std::optional<std::string> lookUp(const EnvList& env, std::string_view name)
{
    const auto found = std::find_if(env.begin(), env.end(), [&](const auto& entry) { return entry.first == name; });
    return found == env.end() ? std::nullopt : std::optional(found->second);
}

void put(EnvList& env, std::string name, std::string value)
{
    const auto found = std::find_if(env.begin(), env.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == env.end())
        env.emplace_back(std::move(name), std::move(value));
    else
        found->second = std::move(value);
}

/// Any printable ASCII but '=', as Kubernetes accepts names since 1.32.
bool validName(std::string_view name)
{
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~' && c != '='; });
}

class EnvBuilder
{
public:
    EnvBuilder(const EnvSources& sources, data::Node container) : m_sources(sources), m_container(container) {}

    Result<EnvList> build()
    {
        const data::Node links = m_sources.pod.spec()["enableServiceLinks"];
        const EnvList services =
            serviceEnv(m_sources.services, m_sources.pod.namespaceName(), !links || links.asBool());
        for (const data::Node source : m_container["envFrom"])
            SKIFF_TRY(addAll(source));
        for (const data::Node variable : m_container["env"])
            SKIFF_TRY(addOne(variable, services));
        for (const auto& [name, value] : services) {
            if (!lookUp(m_env, name))
                m_env.emplace_back(name, value);
        }
        return std::move(m_env);
    }

private:
    using Payload = std::map<std::string, std::string>;

    /// The payload of what `reference` names; empty when it is optional and missing.
    Result<Payload> load(data::Node reference, bool isSecret)
    {
        const std::string name(reference["name"].asString());
        const std::string& space = m_sources.pod.namespaceName();
        auto object = isSecret ? m_sources.objects.secret(space, name) : m_sources.objects.configMap(space, name);
        if (!object.ok()) {
            if (object.error().code == ErrorCode::NotFound && reference["optional"].asBool())
                return Payload{};
            return std::move(object).error();
        }
        return isSecret ? secretPayload((*object)->root()) : configMapPayload((*object)->root());
    }

    Status addAll(data::Node source)
    {
        const bool isSecret = source["secretRef"].isObject();
        SKIFF_TRY_ASSIGN(const Payload payload, load(source[isSecret ? "secretRef" : "configMapRef"], isSecret));
        for (const auto& [key, value] : payload) {
            std::string name = std::string(source["prefix"].asString()) + key;
            if (validName(name))
                put(m_env, std::move(name), value);
        }
        return {};
    }

    Status addOne(data::Node variable, const EnvList& services)
    {
        std::string name(variable["name"].asString());
        const data::Node from = variable["valueFrom"];
        if (!from.isObject()) {
            const auto lookup = [&](std::string_view other) {
                auto value = lookUp(m_env, other);
                return value ? value : lookUp(services, other);
            };
            put(m_env, std::move(name), expandVariables(variable["value"].asString(), lookup));
            return {};
        }
        SKIFF_TRY_ASSIGN(std::optional<std::string> value, valueFrom(from));
        if (value)
            put(m_env, std::move(name), std::move(*value));
        return {};
    }

    /// Nothing for an optional reference to what is missing.
    Result<std::optional<std::string>> valueFrom(data::Node from)
    {
        if (const data::Node field = from["fieldRef"]) {
            SKIFF_TRY_ASSIGN(std::string value,
                             podField(m_sources.pod, m_sources.place, field["fieldPath"].asString()));
            return std::optional(std::move(value));
        }
        if (const data::Node resource = from["resourceFieldRef"]) {
            SKIFF_TRY_ASSIGN(std::string value, containerResource(containerNamed(resource["containerName"].asString()),
                                                                  resource, m_sources.allocatable));
            return std::optional(std::move(value));
        }
        const bool isSecret = from["secretKeyRef"].isObject();
        return keyOf(from[isSecret ? "secretKeyRef" : "configMapKeyRef"], isSecret);
    }

    Result<std::optional<std::string>> keyOf(data::Node reference, bool isSecret)
    {
        SKIFF_TRY_ASSIGN(const Payload payload, load(reference, isSecret));
        const auto found = payload.find(std::string(reference["key"].asString()));
        if (found != payload.end())
            return std::optional(found->second);
        if (reference["optional"].asBool())
            return std::optional<std::string>();
        return Error{ErrorCode::NotFound, fmt::format("couldn't find key {} in {} {}/{}", reference["key"].asString(),
                                                      isSecret ? "Secret" : "ConfigMap", m_sources.pod.namespaceName(),
                                                      reference["name"].asString())};
    }

    data::Node containerNamed(std::string_view name) const
    {
        const ContainerSpec* other = name.empty() ? nullptr : m_sources.pod.container(name);
        return other == nullptr ? m_container : other->node;
    }

    const EnvSources& m_sources;
    data::Node m_container;
    EnvList m_env;
};

} // namespace

Result<EnvList> makeEnv(const EnvSources& sources, data::Node container)
{
    return EnvBuilder(sources, container).build();
}

std::string expandWith(const EnvList& env, std::string_view text)
{
    return expandVariables(text, [&env](std::string_view name) { return lookUp(env, name); });
}

} // namespace skiff::kubelet
