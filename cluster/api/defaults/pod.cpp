#include "cluster/api/defaults/rules.h"

#include <array>

namespace skiff::api::defaults {
namespace {

constexpr std::array<std::string_view, 3> ContainerLists{"containers", "initContainers", "ephemeralContainers"};

/// An image without tag and digest means its latest.
bool isLatest(std::string_view image)
{
    if (image.empty() || image.find('@') != std::string_view::npos)
        return image.ends_with(":latest");
    const size_t name = image.rfind('/') + 1; // npos + 1 is the start
    const size_t tag = image.find(':', name);
    return tag == std::string_view::npos || image.substr(tag + 1) == "latest";
}

void container(data::Value& container)
{
    const bool latest = isLatest(data::stringAt(container, {"image"}));
    setUnlessPresent(container.get_object(), "imagePullPolicy", latest ? "Always" : "IfNotPresent");
}

/// A volume that names no source is an empty folder.
void volume(data::Value& volume)
{
    data::Object& object = volume.get_object();
    for (const auto& member : object) {
        if (member.key() != "name" && !member.value().is_null())
            return;
    }
    object["emptyDir"].emplace_object();
}

/// `serviceAccount` is the old name of `serviceAccountName`; both are kept and shown.
void serviceAccount(data::Value& spec)
{
    std::string name(data::stringAt(spec, {"serviceAccountName"}));
    if (name.empty())
        name = data::stringAt(spec, {"serviceAccount"});
    if (name.empty())
        return;
    spec.get_object()["serviceAccountName"] = name;
    spec.get_object()["serviceAccount"] = name;
}

/// On the host's network a container's port is the host's.
void hostPorts(data::Value& container)
{
    forEachIn(&container, "ports", [](data::Value& port) {
        if (data::intAt(port, {"hostPort"}) == 0)
            port.get_object()["hostPort"] = data::intAt(port, {"containerPort"});
    });
}

/// What is limited and not requested is requested up to the limit.
void requests(data::Value& container)
{
    const data::Value* limits = data::find(container, {"resources", "limits"});
    if (!limits || !limits->is_object() || limits->get_object().empty())
        return;
    const data::Object known = limits->get_object(); // the reference would not outlive a new member beside it
    data::Object& requested = data::ensureObject(container, {"resources", "requests"});
    for (const auto& limit : known)
        setUnlessPresent(requested, limit.key(), limit.value());
}

} // namespace

void podSpec(data::Value* spec)
{
    if (!spec || !spec->is_object())
        return;
    for (const std::string_view list : ContainerLists)
        forEachIn(spec, list, container);
    forEachIn(spec, "volumes", volume);
    serviceAccount(*spec);
}

void pod(data::Value& object)
{
    data::Value* spec = data::find(object, {"spec"});
    if (!spec || !spec->is_object())
        return;
    podSpec(spec);
    setUnlessPresent(spec->get_object(), "enableServiceLinks", true);
    const bool onHostNetwork = data::boolAt(*spec, {"hostNetwork"});
    for (const std::string_view list : {ContainerLists[0], ContainerLists[1]}) {
        forEachIn(spec, list, requests);
        if (onHostNetwork)
            forEachIn(spec, list, hostPorts);
    }
}

void podTemplate(data::Value& object)
{
    podSpec(data::find(object, {"template", "spec"}));
}

} // namespace skiff::api::defaults
