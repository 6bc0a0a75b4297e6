#include "cluster/api/defaults/rules.h"

namespace skiff::api::defaults {
namespace {

constexpr int64_t AffinitySeconds = 10800; // three hours

void targetPort(data::Value& port)
{
    data::Value& target = port.get_object()["targetPort"];
    const bool unset = target.is_null() || (target.is_string() && target.get_string().empty()) ||
                       (target.is_number() && data::intAt(target, {}) == 0);
    if (unset)
        target = data::intAt(port, {"port"});
}

void sessionAffinity(data::Value& spec)
{
    const std::string affinity(data::stringAt(spec, {"sessionAffinity"}));
    if (affinity == "ClientIP")
        setUnlessPresent(data::ensureObject(spec, {"sessionAffinityConfig", "clientIP"}), "timeoutSeconds",
                         AffinitySeconds);
    else if (affinity == "None")
        data::removeAt(spec, {"sessionAffinityConfig"});
}

} // namespace

void service(data::Value& object)
{
    data::Value* place = data::find(object, {"spec"});
    if (!place || !place->is_object())
        return;
    data::Object& spec = place->get_object();
    forEachIn(place, "ports", targetPort);
    sessionAffinity(*place);
    const std::string type(data::stringAt(*place, {"type"}));
    const bool hasExternalIPs = spec.contains("externalIPs");
    if (type == "NodePort" || type == "LoadBalancer" || (type == "ClusterIP" && hasExternalIPs))
        setUnlessPresent(spec, "externalTrafficPolicy", "Cluster");
    if (type != "ExternalName")
        setUnlessPresent(spec, "internalTrafficPolicy", "Cluster");
    if (type != "LoadBalancer")
        return;
    setUnlessPresent(spec, "allocateLoadBalancerNodePorts", true);
    forEachIn(data::find(object, {"status", "loadBalancer"}), "ingress", [](data::Value& ingress) {
        if (!data::stringAt(ingress, {"ip"}).empty())
            setUnlessPresent(ingress.get_object(), "ipMode", "VIP");
    });
}

} // namespace skiff::api::defaults
