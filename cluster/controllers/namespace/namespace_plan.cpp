#include "cluster/controllers/namespace/namespace_plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::controllers {

namespace {

struct Condition
{
    std::string type;
    bool holds;
    std::string reason;
    std::string message;
};

std::string joined(std::vector<std::string> parts)
{
    std::sort(parts.begin(), parts.end());
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// "pods." for core and "deployments.apps": how these messages name resources.
std::string resourceName(const api::Resource& resource)
{
    return std::string(resource.plural).append(1, '.').append(resource.group);
}

std::vector<Condition> conditionsFor(const std::vector<NamespaceContent>& contents)
{
    std::vector<std::string> failures;
    std::vector<std::string> remaining;
    std::map<std::string, int64_t> finalizers;
    for (const NamespaceContent& content : contents) {
        if (!content.failure.empty())
            failures.push_back(content.failure);
        if (content.count > 0)
            remaining.push_back(
                fmt::format("{} has {} resource instances", resourceName(*content.resource), content.count));
        for (const auto& [finalizer, count] : content.finalizers)
            finalizers[finalizer] += count;
    }
    std::vector<std::string> waiting;
    for (const auto& [finalizer, count] : finalizers)
        waiting.push_back(fmt::format("{} in {} resource instances", finalizer, count));
    return {
        {"NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered"},
        {"NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
         "All legacy kube types successfully parsed"},
        {"NamespaceDeletionContentFailure", !failures.empty(),
         failures.empty() ? "ContentDeleted" : "ContentDeletionFailed",
         failures.empty() ? "All content successfully deleted, may be waiting on finalization"
                          : "Failed to delete all resource types, " + std::to_string(failures.size()) +
                                " remaining: " + joined(failures)},
        {"NamespaceContentRemaining", !remaining.empty(), remaining.empty() ? "ContentRemoved" : "SomeResourcesRemain",
         remaining.empty() ? "All content successfully removed" : "Some resources are remaining: " + joined(remaining)},
        {"NamespaceFinalizersRemaining", !waiting.empty(),
         waiting.empty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
         waiting.empty() ? "All content-preserving finalizers finished"
                         : "Some content in the namespace has finalizers remaining: " + joined(waiting)},
    };
}

data::Value statusPatch(const client::Object& ns, const std::vector<NamespaceContent>& contents, WallTime now)
{
    std::map<std::string_view, data::Node> before;
    for (const data::Node condition : ns["status"]["conditions"])
        before[condition["type"].asString()] = condition;
    data::Array conditions;
    bool changed = false;
    for (const Condition& condition : conditionsFor(contents)) {
        const std::string_view status = condition.holds ? "True" : "False";
        const data::Node old = before[condition.type];
        const bool same = old["status"].asString() == status;
        changed = changed || !same || old["reason"].asString() != condition.reason ||
                  old["message"].asString() != condition.message;
        conditions.push_back(
            {{"type", condition.type},
             {"status", status},
             {"lastTransitionTime", same ? old["lastTransitionTime"].asString() : std::string_view(formatTime(now))},
             {"reason", condition.reason},
             {"message", condition.message}});
    }
    return changed ? data::Value{{"status", {{"conditions", std::move(conditions)}}}} : data::Value();
}

bool isPods(const NamespaceContent& content)
{
    return content.resource->plural == "pods" && content.resource->group.empty();
}

} // namespace

NamespaceContent contentOf(const api::Resource& resource, data::Node list)
{
    NamespaceContent content;
    content.resource = &resource;
    for (const data::Node item : list["items"]) {
        ++content.count;
        content.allDeleting = content.allDeleting && item["metadata"]["deletionTimestamp"].isString();
        for (const data::Node finalizer : item["metadata"]["finalizers"])
            ++content.finalizers[std::string(finalizer.asString())];
    }
    return content;
}

NamespacePlan reconcileNamespace(const client::Object& ns, const std::vector<NamespaceContent>& contents, WallTime now)
{
    NamespacePlan plan;
    const bool podsLeft = std::any_of(contents.begin(), contents.end(), [](const NamespaceContent& content) {
        return isPods(content) && content.count > 0;
    });
    bool blocked = false;
    for (const NamespaceContent& content : contents) {
        blocked = blocked || content.count > 0 || !content.failure.empty();
        if (content.count > 0 && !content.allDeleting && (!podsLeft || isPods(content)))
            plan.empty.push_back(content.resource);
    }
    plan.finalize = !blocked;
    plan.status = statusPatch(ns, contents, now);
    return plan;
}

} // namespace skiff::controllers
