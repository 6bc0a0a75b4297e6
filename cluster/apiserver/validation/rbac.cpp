#include "cluster/apiserver/validation/rbac.h"

#include "cluster/apiserver/validation/go_text.h"
#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/names.h"

#include <fmt/format.h>

namespace skiff::apiserver::validation {

namespace {

constexpr std::string_view rbacGroup = "rbac.authorization.k8s.io";

void checkRule(const Field& rule, bool namespaced)
{
    if (rule["verbs"].size() == 0)
        rule["verbs"].required("verbs must contain at least one value");
    const Field urls = rule["nonResourceURLs"];
    if (urls.size() > 0) {
        if (namespaced)
            urls.invalid(goStringList(urls), "namespaced rules cannot apply to non-resource URLs");
        if (rule["apiGroups"].size() + rule["resources"].size() + rule["resourceNames"].size() > 0)
            urls.invalid(goStringList(urls), "rules cannot apply to both regular resources and non-resource URLs");
        return;
    }
    if (rule["apiGroups"].size() == 0)
        rule["apiGroups"].required("resource rules must supply at least one api group");
    if (rule["resources"].size() == 0)
        rule["resources"].required("resource rules must supply at least one resource");
}

void checkSubject(const Field& subject, bool namespaced)
{
    const Field name = subject["name"];
    const Field group = subject["apiGroup"];
    if (name.text().empty())
        name.required();
    const std::string_view kind = subject["kind"].text();
    if (kind == "ServiceAccount") {
        if (!name.text().empty())
            name.invalidForEach(dnsSubdomain(name.text()));
        if (!group.text().empty())
            group.notSupported({""});
        if (!namespaced && subject["namespace"].text().empty())
            subject["namespace"].required();
    } else if (kind == "User" || kind == "Group") {
        if (group.text() != rbacGroup)
            group.notSupported({rbacGroup});
    } else {
        subject["kind"].notSupported({"ServiceAccount", "User", "Group"});
    }
}

std::string goRoleRef(const Field& reference)
{
    return fmt::format("rbac.RoleRef{{APIGroup:{}, Kind:{}, Name:{}}}", quote(reference["apiGroup"].text()),
                       quote(reference["kind"].text()), quote(reference["name"].text()));
}

} // namespace

void checkRole(const Field& role, bool namespaced)
{
    for (const Field& each : role["rules"].elements())
        checkRule(each, namespaced);
    for (const Field& each : role["aggregationRule"]["clusterRoleSelectors"].elements())
        checkLabelSelector(each);
}

void checkRoleBinding(const Field& binding, bool namespaced, const Field* old)
{
    const Field reference = binding["roleRef"];
    if (reference["apiGroup"].text() != rbacGroup)
        reference["apiGroup"].notSupported({rbacGroup});
    const Field kind = reference["kind"];
    if (namespaced && kind.text() != "Role" && kind.text() != "ClusterRole")
        kind.notSupported({"Role", "ClusterRole"});
    else if (!namespaced && kind.text() != "ClusterRole")
        kind.notSupported({"ClusterRole"});
    const Field name = reference["name"];
    if (name.text().empty())
        name.required();
    else
        name.invalidForEach(pathSegment(name.text()));
    for (const Field& each : binding["subjects"].elements())
        checkSubject(each, namespaced);
    if (old && !reference.equals((*old)["roleRef"]))
        reference.invalid(goRoleRef(reference), "cannot change roleRef");
}

} // namespace skiff::apiserver::validation
