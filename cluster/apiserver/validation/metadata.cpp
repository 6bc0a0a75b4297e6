#include "cluster/apiserver/validation/metadata.h"

#include "cluster/apiserver/validation/go_text.h"
#include "cluster/apiserver/validation/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skiff::apiserver::validation {

namespace {

constexpr size_t annotationBytes = 256 * 1024;

Complaints nameComplaints(const api::Resource& resource, std::string_view name)
{
    if (resource.group == "rbac.authorization.k8s.io")
        return pathSegment(name);
    if (resource.group.empty() && resource.plural == "namespaces")
        return dnsLabel(name);
    if (resource.group.empty() && resource.plural == "services")
        return dns1035Label(name);
    return dnsSubdomain(name);
}

void checkName(const api::Resource& resource, const Field& metadata)
{
    const Field prefix = metadata["generateName"];
    if (!prefix.text().empty()) {
        std::string whole(prefix.text());
        // What follows the prefix ends well, so that a dash at the end is good.
        if (whole.ends_with('-'))
            whole.back() = 'a';
        prefix.invalidForEach(nameComplaints(resource, whole));
    }
    const Field name = metadata["name"];
    if (name.text().empty())
        name.required("name or generateName is required");
    else
        name.invalidForEach(nameComplaints(resource, name.text()));
}

void checkAnnotations(const Field& annotations)
{
    size_t bytes = 0;
    for (const auto& [key, value] : annotations.members()) {
        std::string lower(key);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        for (const std::string& each : qualifiedName(lower))
            annotations.invalid(quote(key), each);
        bytes += key.size() + value.text().size();
    }
    if (bytes > annotationBytes)
        annotations.tooLong(annotationBytes);
}

/// Kubernetes puts these at the list, without the index.
void checkOwners(const Field& owners)
{
    std::string controller;
    for (const Field& each : owners.elements()) {
        for (const char* member : {"apiVersion", "kind", "name", "uid"}) {
            if (each[member].text().empty()) {
                const std::string_view what = std::string_view(member) == "apiVersion" ? "version" : member;
                owners[member].invalid("\"\"", fmt::format("{} must not be empty", what));
            }
        }
        if (!each["controller"].isTrue())
            continue;
        const std::string name = fmt::format("{}/{}", each["kind"].text(), each["name"].text());
        if (controller.empty())
            controller = name;
        else
            owners.invalid(
                data::toJson(*owners.value()),
                fmt::format(
                    "Only one reference can have Controller set to true. Found \"true\" in references for {} and {}",
                    controller, name));
    }
}

void checkFinalizers(const Field& finalizers)
{
    constexpr std::array<std::string_view, 3> standard{"kubernetes", "orphan", "foregroundDeletion"};
    bool orphan = false;
    bool foreground = false;
    for (const Field& each : finalizers.elements()) {
        const std::string_view name = each.text();
        for (const std::string& complaint : qualifiedName(name))
            finalizers.invalid(quote(name), complaint);
        if (name.find('/') == std::string_view::npos &&
            std::find(standard.begin(), standard.end(), name) == standard.end())
            each.invalid("name is neither a standard finalizer name nor is it fully qualified");
        orphan = orphan || name == "orphan";
        foreground = foreground || name == "foregroundDeletion";
    }
    if (orphan && foreground)
        finalizers.invalid(goStringList(finalizers), "finalizer orphan and foregroundDeletion cannot be both set");
}

void checkCommon(const Field& metadata)
{
    checkLabels(metadata["labels"]);
    checkAnnotations(metadata["annotations"]);
    checkOwners(metadata["ownerReferences"]);
    checkFinalizers(metadata["finalizers"]);
}

void refuseNewFinalizers(const Field& finalizers, const Field& old)
{
    std::vector<std::string> added;
    const std::vector<Field> before = old.elements();
    for (const Field& each : finalizers.elements()) {
        const bool known =
            std::any_of(before.begin(), before.end(), [&](const Field& one) { return one.text() == each.text(); });
        if (!known)
            added.push_back(quote(each.text()));
    }
    if (added.empty())
        return;
    std::sort(added.begin(), added.end());
    finalizers.forbidden(fmt::format(
        "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
        fmt::join(added, ", ")));
}

void checkRequirement(const Field& requirement)
{
    const Field op = requirement["operator"];
    const Field values = requirement["values"];
    if (op.text() == "In" || op.text() == "NotIn") {
        if (values.size() == 0)
            values.required("must be specified when `operator` is 'In' or 'NotIn'");
    } else if (op.text() == "Exists" || op.text() == "DoesNotExist") {
        if (values.size() > 0)
            values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else {
        op.invalid("not a valid selector operator");
    }
    requirement["key"].invalidForEach(qualifiedName(requirement["key"].text()));
    for (const Field& each : values.elements())
        each.invalidForEach(labelValue(each.text()));
}

} // namespace

void checkLabels(const Field& labels)
{
    for (const auto& [key, value] : labels.members()) {
        for (const std::string& each : qualifiedName(key))
            labels.invalid(quote(key), each);
        for (const std::string& each : labelValue(value.text()))
            labels.invalid(quote(value.text()), each);
    }
}

void checkLabelSelector(const Field& selector)
{
    checkLabels(selector["matchLabels"]);
    for (const Field& each : selector["matchExpressions"].elements())
        checkRequirement(each);
}

void checkMetadata(const api::Resource& resource, const Field& metadata)
{
    checkName(resource, metadata);
    checkCommon(metadata);
}

void checkMetadataUpdate(const Field& metadata, const Field& old)
{
    if (old["deletionTimestamp"])
        refuseNewFinalizers(metadata["finalizers"], old["finalizers"]);
    for (const char* member :
         {"name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
        if (!metadata[member].equals(old[member]))
            metadata[member].invalid("field is immutable");
    }
    checkCommon(metadata);
}

} // namespace skiff::apiserver::validation
