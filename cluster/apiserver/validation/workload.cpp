#include "cluster/apiserver/validation/workload.h"

#include "cluster/apiserver/validation/go_text.h"
#include "cluster/apiserver/validation/metadata.h"
#include "cluster/apiserver/validation/names.h"
#include "cluster/apiserver/validation/pod_spec.h"
#include "cluster/data/document.h"
#include "cluster/semantics/label_selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace skiff::apiserver::validation {

namespace {

bool selects(const data::Value& selector, const Field& labels)
{
    const auto parsed = semantics::LabelSelector::fromObject(data::Document::from(selector)->root());
    if (!parsed)
        return false;
    const data::Value none = data::Object();
    const auto document = data::Document::from(labels ? *labels.value() : none);
    return parsed->matches(document->root());
}

bool isEmptySelector(const Field& selector)
{
    return selector["matchLabels"].size() == 0 && selector["matchExpressions"].size() == 0;
}

/// A pod of a workload runs until the workload ends it.
void checkLivingTemplate(const Field& podTemplate, const std::set<std::string_view>& laterVolumes = {})
{
    checkPodTemplate(podTemplate, laterVolumes);
    const Field spec = podTemplate["spec"];
    if (!spec["restartPolicy"].text().empty() && spec["restartPolicy"].text() != "Always")
        spec["restartPolicy"].notSupported({"Always"});
    if (spec["activeDeadlineSeconds"])
        spec["activeDeadlineSeconds"].forbidden("activeDeadlineSeconds in ReplicaSet is not Supported");
}

/// The selector exists, is sound, is not empty, and takes the template's labels.
void checkSelector(const Field& spec, std::string_view emptyIsInvalidFor)
{
    const Field selector = spec["selector"];
    if (!selector) {
        selector.required();
        return;
    }
    checkLabelSelector(selector);
    if (isEmptySelector(selector)) {
        selector.invalid(goLabelSelector(selector), fmt::format("empty selector is invalid for {}", emptyIsInvalidFor));
        return;
    }
    const Field labels = spec["template"]["metadata"]["labels"];
    if (!selects(*selector.value(), labels))
        labels.invalid(goStringMap(labels), "`selector` does not match template `labels`");
}

void checkImmutableSelector(const Field& spec, const Field* old)
{
    if (!old)
        return;
    const Field selector = spec["selector"];
    if (!selector.equals((*old)["spec"]["selector"]))
        selector.invalid(goLabelSelector(selector), "field is immutable");
}

std::optional<int64_t> percentOf(const Field& value)
{
    std::string_view text = value.text();
    if (text.size() < 2 || !text.ends_with('%'))
        return std::nullopt;
    text.remove_suffix(1);
    if (text.size() > 9 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return std::stoll(std::string(text));
}

bool isZeroAmount(const Field& value)
{
    return value.isText() ? percentOf(value) == 0 : value.number() == 0;
}

void checkRollingUpdate(const Field& rolling)
{
    const Field unavailable = rolling["maxUnavailable"];
    const Field surge = rolling["maxSurge"];
    checkAmount(unavailable);
    checkAmount(surge);
    if (isZeroAmount(unavailable) && isZeroAmount(surge))
        unavailable.invalid(goIntOrString(unavailable), "may not be 0 when `maxSurge` is 0");
    checkAtMostAll(unavailable);
}

void checkDeploymentStrategy(const Field& strategy)
{
    const std::string_view type = strategy["type"].text();
    const Field rolling = strategy["rollingUpdate"];
    if (type == "Recreate") {
        if (rolling)
            rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
    } else if (type == "RollingUpdate") {
        if (!rolling)
            rolling.required("this should be defaulted and never be nil");
        else
            checkRollingUpdate(rolling);
    } else {
        strategy["type"].notSupported({"Recreate", "RollingUpdate"});
    }
}

void checkStatefulSetUpdate(const Field& spec, const Field& old)
{
    static constexpr std::array<std::string_view, 7> changeable{"replicas",
                                                                "ordinals",
                                                                "template",
                                                                "updateStrategy",
                                                                "revisionHistoryLimit",
                                                                "persistentVolumeClaimRetentionPolicy",
                                                                "minReadySeconds"};
    data::Value now = *spec.value();
    data::Value before = *old.value();
    for (const std::string_view each : changeable) {
        now.as_object().erase(each);
        before.as_object().erase(each);
    }
    if (!data::equal(now, before)) {
        spec.forbidden(
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
            "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
}

} // namespace

void checkAmount(const Field& value)
{
    if (!value.isText())
        return value.requireNotNegative();
    if (!percentOf(value)) {
        value.invalid(
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex "
            "used for validation is '[0-9]+%')");
    }
}

void checkAtMostAll(const Field& value)
{
    constexpr int64_t all = 100;
    if (percentOf(value).value_or(0) > all)
        value.invalid(goIntOrString(value), "must not be greater than 100%");
}

void checkPodTemplate(const Field& podTemplate, const std::set<std::string_view>& laterVolumes)
{
    const Field metadata = podTemplate["metadata"];
    checkLabels(metadata["labels"]);
    for (const auto& [key, value] : metadata["annotations"].members()) {
        for (const std::string& each : qualifiedName(key))
            metadata["annotations"].invalid(quote(key), each);
    }
    checkPodSpec(podTemplate["spec"], laterVolumes);
}

void checkDeployment(const Field& object, const Field* old)
{
    const Field spec = object["spec"];
    spec["replicas"].requireNotNegative();
    checkSelector(spec, "deployment");
    checkLivingTemplate(spec["template"]);
    checkDeploymentStrategy(spec["strategy"]);
    spec["minReadySeconds"].requireNotNegative();
    spec["revisionHistoryLimit"].requireNotNegative();
    if (const Field deadline = spec["progressDeadlineSeconds"]; deadline) {
        deadline.requireNotNegative();
        if (deadline.number() <= spec["minReadySeconds"].number())
            deadline.invalid("must be greater than minReadySeconds");
    }
    checkImmutableSelector(spec, old);
}

void checkReplicaSet(const Field& object, const Field* old)
{
    const Field spec = object["spec"];
    spec["replicas"].requireNotNegative();
    spec["minReadySeconds"].requireNotNegative();
    checkSelector(spec, "deployment"); // Kubernetes says so here, too.
    checkLivingTemplate(spec["template"]);
    checkImmutableSelector(spec, old);
}

void checkStatefulSet(const Field& object, const Field* old)
{
    const Field spec = object["spec"];
    const Field policy = spec["podManagementPolicy"];
    if (policy.text().empty())
        policy.required();
    else if (policy.text() != "OrderedReady" && policy.text() != "Parallel")
        policy.invalid("must be 'OrderedReady' or 'Parallel'");
    const Field strategy = spec["updateStrategy"]["type"];
    if (strategy.text().empty())
        strategy.required();
    else if (strategy.text() != "RollingUpdate" && strategy.text() != "OnDelete")
        strategy.invalid("must be 'RollingUpdate' or 'OnDelete'");
    spec["updateStrategy"]["rollingUpdate"]["partition"].requireNotNegative();
    spec["replicas"].requireNotNegative();
    spec["minReadySeconds"].requireNotNegative();
    checkSelector(spec, "statefulset");
    std::set<std::string_view> claims; // each becomes a volume of its pod
    for (const Field& each : spec["volumeClaimTemplates"].elements())
        claims.insert(each["metadata"]["name"].text());
    checkLivingTemplate(spec["template"], claims);
    if (old && spec.value() && (*old)["spec"].value())
        checkStatefulSetUpdate(spec, (*old)["spec"]);
}

void checkDaemonSet(const Field& object, const Field* old)
{
    const Field spec = object["spec"];
    checkSelector(spec, "daemonset");
    checkLivingTemplate(spec["template"]);
    spec["minReadySeconds"].requireNotNegative();
    const Field strategy = spec["updateStrategy"];
    if (strategy["type"].text() == "RollingUpdate") {
        const Field rolling = strategy["rollingUpdate"];
        if (!rolling)
            rolling.required();
        else
            checkRollingUpdate(rolling);
    } else if (strategy["type"].text() != "OnDelete") {
        strategy["type"].notSupported({"RollingUpdate", "OnDelete"});
    }
    checkImmutableSelector(spec, old);
}

void checkReplicationController(const Field& object, const Field*)
{
    const Field spec = object["spec"];
    spec["minReadySeconds"].requireNotNegative();
    const Field selector = spec["selector"];
    checkLabels(selector);
    if (selector.size() == 0)
        selector.required();
    spec["replicas"].requireNotNegative();
    const Field podTemplate = spec["template"];
    if (!podTemplate)
        return podTemplate.required();
    const Field labels = podTemplate["metadata"]["labels"];
    if (selector.size() > 0) {
        data::Object wrapped;
        wrapped["matchLabels"] = *selector.value();
        if (!selects(data::Value(wrapped), labels))
            labels.invalid(goStringMap(labels), "`selector` does not match template `labels`");
    }
    checkLivingTemplate(podTemplate);
}

} // namespace skiff::apiserver::validation
