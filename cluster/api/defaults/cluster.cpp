// Namespaces, nodes, limits, secrets and role bindings.
#include "cluster/api/defaults/rules.h"

#include "cluster/data/base64.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace skiff::api::defaults {

/// Plain strings are written only; they become data, over what has their key.
void secret(data::Value& object)
{
    const data::Value* plain = data::find(object, {"stringData"});
    if (!plain)
        return;
    const data::Value strings = *plain;
    data::removeAt(object, {"stringData"});
    if (!strings.is_object())
        return;
    data::Object& encoded = data::ensureObject(object, {"data"});
    for (const auto& each : strings.get_object())
        encoded[each.key()] = data::toBase64(data::stringAt(each.value(), {}));
}

/// Each namespace can be selected by its name.
void namespaceObject(data::Value& object)
{
    const std::string name(data::stringAt(object, {"metadata", "name"}));
    if (!name.empty())
        data::ensureObject(object, {"metadata", "labels"})["kubernetes.io/metadata.name"] = name;
}

/// What a node has can be used unless its kubelet says otherwise.
void node(data::Value& object)
{
    const data::Value* capacity = data::find(object, {"status", "capacity"});
    if (!capacity)
        return;
    const data::Value known = *capacity;
    setUnlessPresent(data::ensureObject(object, {"status"}), "allocatable", known);
}

/// For containers: the default limit is the maximum, the default request the default limit or else the minimum.
void limitRange(data::Value& object)
{
    forEachIn(data::find(object, {"spec"}), "limits", [](data::Value& item) {
        if (data::stringAt(item, {"type"}) != "Container")
            return;
        const auto inherit = [&item](std::string_view from, std::string_view to) {
            const data::Value* source = data::find(item, {from});
            if (!source || !source->is_object() || source->get_object().empty())
                return;
            const data::Object known = source->get_object();
            data::Object& target = data::ensureObject(item, {to});
            for (const auto& amount : known)
                setUnlessPresent(target, amount.key(), amount.value());
        };
        inherit("max", "default");
        inherit("default", "defaultRequest");
        inherit("min", "defaultRequest");
    });
}

/// Users and groups are of the RBAC group, service accounts of the core group.
void binding(data::Value& object)
{
    forEachIn(&object, "subjects", [](data::Value& subject) {
        const std::string_view kind = data::stringAt(subject, {"kind"});
        if (kind == "User" || kind == "Group")
            setUnlessPresent(subject.get_object(), "apiGroup", "rbac.authorization.k8s.io");
    });
}

/// Names that follow from the kind, and how versions are converted.
void customResourceDefinition(data::Value& object)
{
    data::Object& names = data::ensureObject(object, {"spec", "names"});
    const std::string kind(data::stringAt(object, {"spec", "names", "kind"}));
    std::string singular(kind);
    std::transform(singular.begin(), singular.end(), singular.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    if (!kind.empty()) {
        setUnlessPresent(names, "singular", data::Value(singular));
        setUnlessPresent(names, "listKind", data::Value(kind + "List"));
    }
    data::Object& spec = data::ensureObject(object, {"spec"});
    setUnlessPresent(spec, "conversion", data::Value{{"strategy", "None"}});
    if (data::Value* service = data::find(object, {"spec", "conversion", "webhook", "clientConfig", "service"}); service && service->is_object())
        setUnlessPresent(service->get_object(), "port", data::Value(443));
}

} // namespace skiff::api::defaults
