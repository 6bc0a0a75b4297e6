#include "tests/unit/patch/workload_types.h"

#include <array>

namespace skiff::test {

namespace {

using namespace data;

constexpr TypeRef text{TypeKind::String, nullptr, nullptr};
constexpr TypeRef number{TypeKind::Int32, nullptr, nullptr};
constexpr TypeRef texts{TypeKind::List, nullptr, &text};
constexpr TypeRef textMap{TypeKind::Map, nullptr, &text};

constexpr Field merged(std::string_view name, const TypeRef& type, std::string_view key, uint8_t extra = 0)
{
    return {.name = name, .type = type, .patchStrategy = static_cast<uint8_t>(PatchMerge | extra), .mergeKey = key};
}

constexpr std::array envFields{Field{.name = "name", .type = text}, Field{.name = "value", .type = text}};
constexpr ObjectType env{.name = "EnvVar", .fields = envFields};
constexpr TypeRef envRef{TypeKind::Object, &env, nullptr};
constexpr TypeRef envs{TypeKind::List, nullptr, &envRef};

constexpr std::array portFields{Field{.name = "containerPort", .type = number}, Field{.name = "name", .type = text}};
constexpr ObjectType port{.name = "ContainerPort", .fields = portFields};
constexpr TypeRef portRef{TypeKind::Object, &port, nullptr};
constexpr TypeRef ports{TypeKind::List, nullptr, &portRef};

constexpr std::array containerFields{
    Field{.name = "command", .type = texts}, merged("env", envs, "name"),
    Field{.name = "image", .type = text},    Field{.name = "name", .type = text},
    merged("ports", ports, "containerPort"),
};
constexpr ObjectType container{.name = "Container", .fields = containerFields};
constexpr TypeRef containerRef{TypeKind::Object, &container, nullptr};
constexpr TypeRef containers{TypeKind::List, nullptr, &containerRef};

constexpr std::array volumeFields{
    Field{.name = "configMap", .type = textMap},
    Field{.name = "emptyDir", .type = textMap},
    Field{.name = "name", .type = text},
};
constexpr ObjectType volume{.name = "Volume", .fields = volumeFields};
constexpr TypeRef volumeRef{TypeKind::Object, &volume, nullptr};
constexpr TypeRef volumes{TypeKind::List, nullptr, &volumeRef};

constexpr std::array taintFields{Field{.name = "effect", .type = text}, Field{.name = "key", .type = text}};
constexpr ObjectType taint{.name = "Taint", .fields = taintFields};
constexpr TypeRef taintRef{TypeKind::Object, &taint, nullptr};
constexpr TypeRef taints{TypeKind::List, nullptr, &taintRef};

constexpr std::array strategyFields{Field{.name = "rollingUpdate", .type = textMap},
                                    Field{.name = "type", .type = text}};
constexpr ObjectType strategy{.name = "DeploymentStrategy", .fields = strategyFields};
constexpr TypeRef strategyRef{TypeKind::Object, &strategy, nullptr};

constexpr std::array specFields{
    merged("containers", containers, "name"),
    Field{.name = "replicas", .type = number},
    Field{.name = "selector", .type = textMap},
    Field{.name = "strategy", .type = strategyRef, .patchStrategy = PatchRetainKeys},
    Field{.name = "taints", .type = taints},
    merged("volumes", volumes, "name", PatchRetainKeys),
};
constexpr ObjectType spec{.name = "Spec", .fields = specFields};
constexpr TypeRef specRef{TypeKind::Object, &spec, nullptr};

constexpr std::array metadataFields{
    Field{.name = "annotations", .type = textMap},
    merged("finalizers", texts, ""),
    Field{.name = "labels", .type = textMap},
};
constexpr ObjectType metadata{.name = "ObjectMeta", .fields = metadataFields};
constexpr TypeRef metadataRef{TypeKind::Object, &metadata, nullptr};

constexpr std::array workloadFields{
    Field{.name = "metadata", .type = metadataRef},
    Field{.name = "spec", .type = specRef},
};
constexpr ObjectType workload{.name = "Workload", .fields = workloadFields};

} // namespace

const data::ObjectType& workloadType()
{
    return workload;
}

} // namespace skiff::test
