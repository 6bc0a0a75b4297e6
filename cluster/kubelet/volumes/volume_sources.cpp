#include "cluster/kubelet/volumes/volume_sources.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

constexpr uint32_t UsualMode = 0644;
constexpr int64_t UsualTokenSeconds = 3600;

/// Collects the files of one volume.
class ContentBuilder
{
public:
    ContentBuilder(const Pod& pod, const PodPlace& place, const VolumeSources& sources, uint32_t mode)
        : m_pod(pod), m_place(place), m_sources(sources), m_mode(mode)
    {}

    Result<VolumeFiles> fromConfigMap(data::Node source, std::string_view nameField = "name")
    {
        const std::string name(source[nameField].asString());
        auto object = m_sources.objects.configMap(m_pod.namespaceName(), name);
        if (!object.ok())
            return missing(source, std::move(object).error());
        SKIFF_TRY_ASSIGN(const auto payload, configMapPayload((*object)->root()));
        return payloadFiles(payload, source, m_mode);
    }

    Result<VolumeFiles> fromSecret(data::Node source, std::string_view nameField)
    {
        const std::string name(source[nameField].asString());
        auto object = m_sources.objects.secret(m_pod.namespaceName(), name);
        if (!object.ok())
            return missing(source, std::move(object).error());
        SKIFF_TRY_ASSIGN(const auto payload, secretPayload((*object)->root()));
        return payloadFiles(payload, source, m_mode);
    }

    Result<VolumeFiles> fromDownward(data::Node items)
    {
        return downwardFiles(items, m_pod, m_place, m_sources.allocatable, m_mode);
    }

    Result<VolumeFiles> fromProjected(data::Node sources)
    {
        VolumeFiles files;
        for (const data::Node source : sources) {
            SKIFF_TRY_ASSIGN(VolumeFiles part, fromProjection(source));
            for (auto& [path, file] : part)
                files[path] = std::move(file);
        }
        return files;
    }

private:
    Result<VolumeFiles> fromProjection(data::Node source)
    {
        if (const data::Node configMap = source["configMap"])
            return fromConfigMap(configMap);
        if (const data::Node secret = source["secret"])
            return fromSecret(secret, "name");
        if (const data::Node downward = source["downwardAPI"])
            return fromDownward(downward["items"]);
        if (const data::Node token = source["serviceAccountToken"])
            return fromToken(token);
        return Error{ErrorCode::Unsupported, "projected volume has a source that this node does not offer yet"};
    }

    Result<VolumeFiles> fromToken(data::Node source)
    {
        const std::string path(source["path"].asString());
        if (!staysInside(path))
            return Error{ErrorCode::InvalidArgument, fmt::format("token path {} must stay inside the volume", path)};
        const std::chrono::seconds lifetime(source["expirationSeconds"].asInt().value_or(UsualTokenSeconds));
        SKIFF_TRY_ASSIGN(std::string token,
                         m_sources.tokens.token(m_pod, std::string(source["audience"].asString()), lifetime));
        VolumeFiles files;
        files[path] = {std::move(token), m_mode};
        return files;
    }

    Result<VolumeFiles> missing(data::Node source, Error error)
    {
        if (error.code == ErrorCode::NotFound && source["optional"].asBool())
            return VolumeFiles{};
        return error;
    }

    const Pod& m_pod;
    const PodPlace& m_place;
    const VolumeSources& m_sources;
    uint32_t m_mode;
};

/// The source member of a volume whose contents the kubelet writes, with its name.
data::Node contentSource(data::Node volume, std::string_view& kind)
{
    for (const std::string_view name : {"configMap", "secret", "downwardAPI", "projected"}) {
        if (const data::Node source = volume[name]; source.isObject()) {
            kind = name;
            return source;
        }
    }
    return {};
}

} // namespace

bool hasContents(data::Node volume)
{
    std::string_view kind;
    return static_cast<bool>(contentSource(volume, kind));
}

Result<VolumeFiles> volumeContents(data::Node volume, const Pod& pod, const PodPlace& place,
                                   const VolumeSources& sources)
{
    std::string_view kind;
    const data::Node source = contentSource(volume, kind);
    const auto mode = static_cast<uint32_t>(source["defaultMode"].asInt().value_or(UsualMode));
    ContentBuilder builder(pod, place, sources, mode);
    if (kind == "configMap")
        return builder.fromConfigMap(source);
    if (kind == "secret")
        return builder.fromSecret(source, "secretName");
    if (kind == "downwardAPI")
        return builder.fromDownward(source["items"]);
    return builder.fromProjected(source["sources"]);
}

} // namespace skiff::kubelet
