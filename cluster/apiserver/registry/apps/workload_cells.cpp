#include "cluster/apiserver/tables/cell_writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace skiff::apiserver {

namespace {

std::string_view nameOf(data::Node object)
{
    return object["metadata"]["name"].asString();
}

void age(data::Node object, Cells& cells)
{
    cells.age(object["metadata"]["creationTimestamp"]);
}

int64_t number(data::Node node)
{
    return node.asInt().value_or(0);
}

/// Names and images of a template's containers.
void writeContainers(data::Node podTemplate, Cells& cells)
{
    const data::Node containers = podTemplate["spec"]["containers"];
    cells.text(joinMembers(containers, "name"));
    cells.text(joinMembers(containers, "image"));
}

void writeReplicaCounts(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.number(number(object["spec"]["replicas"]));
    cells.number(number(object["status"]["replicas"]));
    cells.number(number(object["status"]["readyReplicas"]));
    age(object, cells);
    writeContainers(object["spec"]["template"], cells);
}

std::string readyOfWanted(data::Node object)
{
    return fmt::format("{}/{}", number(object["status"]["readyReplicas"]), number(object["spec"]["replicas"]));
}

std::string controllerName(data::Node object)
{
    for (const data::Node owner : object["metadata"]["ownerReferences"]) {
        if (!owner["controller"].asBool())
            continue;
        std::string text(owner["kind"].asString());
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        const std::string_view apiVersion = owner["apiVersion"].asString();
        if (const size_t slash = apiVersion.find('/'); slash != std::string_view::npos)
            text.append(".").append(apiVersion.substr(0, slash));
        return text.append("/").append(owner["name"].asString());
    }
    return "<none>";
}

} // namespace

void writeDeploymentCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(readyOfWanted(object));
    cells.number(number(object["status"]["updatedReplicas"]));
    cells.number(number(object["status"]["availableReplicas"]));
    age(object, cells);
    writeContainers(object["spec"]["template"], cells);
    cells.text(formatSelector(object["spec"]["selector"]));
}

void writeReplicaSetCells(data::Node object, Cells& cells)
{
    writeReplicaCounts(object, cells);
    cells.text(formatSelector(object["spec"]["selector"]));
}

void writeReplicationControllerCells(data::Node object, Cells& cells)
{
    writeReplicaCounts(object, cells);
    cells.text(formatLabels(object["spec"]["selector"]));
}

void writeDaemonSetCells(data::Node object, Cells& cells)
{
    const data::Node status = object["status"];
    cells.text(nameOf(object));
    cells.number(number(status["desiredNumberScheduled"]));
    cells.number(number(status["currentNumberScheduled"]));
    cells.number(number(status["numberReady"]));
    cells.number(number(status["updatedNumberScheduled"]));
    cells.number(number(status["numberAvailable"]));
    cells.text(formatLabels(object["spec"]["template"]["spec"]["nodeSelector"]));
    age(object, cells);
    writeContainers(object["spec"]["template"], cells);
    cells.text(formatSelector(object["spec"]["selector"]));
}

void writeStatefulSetCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(readyOfWanted(object));
    age(object, cells);
    writeContainers(object["spec"]["template"], cells);
}

void writeControllerRevisionCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.text(controllerName(object));
    cells.number(number(object["revision"]));
    age(object, cells);
}

void writePodTemplateCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    writeContainers(object["template"], cells);
    cells.text(formatLabels(object["template"]["metadata"]["labels"]));
}

void writeScaleCells(data::Node object, Cells& cells)
{
    cells.text(nameOf(object));
    cells.number(number(object["spec"]["replicas"]));
    cells.number(number(object["status"]["replicas"]));
    age(object, cells);
}

} // namespace skiff::apiserver
