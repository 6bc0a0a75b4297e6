#include "cluster/apiserver/tables/cell_writers.h"

#include <array>
#include <utility>

namespace skiff::apiserver {

namespace {

std::string accessModes(data::Node modes)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> shortNames = {{
        {"ReadWriteOnce", "RWO"},
        {"ReadOnlyMany", "ROX"},
        {"ReadWriteMany", "RWX"},
        {"ReadWriteOncePod", "RWOP"},
    }};
    std::string text;
    for (const auto& [mode, shortName] : shortNames) {
        bool has = false;
        for (const data::Node each : modes)
            has = has || each.asString() == mode;
        if (has)
            text.append(text.empty() ? "" : ",").append(shortName);
    }
    return text;
}

std::string_view storageClass(data::Node object)
{
    const std::string_view old = object["metadata"]["annotations"]["volume.beta.kubernetes.io/storage-class"].asString();
    return old.empty() ? object["spec"]["storageClassName"].asString() : old;
}

std::string_view phase(data::Node object)
{
    return object["metadata"]["deletionTimestamp"] ? "Terminating" : object["status"]["phase"].asString();
}

} // namespace

void writePersistentVolumeCells(data::Node volume, Cells& cells)
{
    const data::Node spec = volume["spec"];
    std::string claim;
    if (const data::Node reference = spec["claimRef"])
        claim.append(reference["namespace"].asString()).append("/").append(reference["name"].asString());
    cells.text(volume["metadata"]["name"].asString());
    cells.text(spec["capacity"]["storage"].asString());
    cells.text(accessModes(spec["accessModes"]));
    cells.text(spec["persistentVolumeReclaimPolicy"].asString());
    cells.text(phase(volume));
    cells.text(claim);
    cells.text(storageClass(volume));
    cells.textOr(spec["volumeAttributesClassName"].asString(), "<unset>");
    cells.text(volume["status"]["reason"].asString());
    cells.age(volume["metadata"]["creationTimestamp"]);
    cells.textOr(spec["volumeMode"].asString(), "<unset>");
}

void writePersistentVolumeClaimCells(data::Node claim, Cells& cells)
{
    const data::Node spec = claim["spec"];
    const bool bound = !spec["volumeName"].asString().empty();
    cells.text(claim["metadata"]["name"].asString());
    cells.text(phase(claim));
    cells.text(spec["volumeName"].asString());
    cells.text(bound ? claim["status"]["capacity"]["storage"].asString() : std::string_view());
    cells.text(bound ? accessModes(claim["status"]["accessModes"]) : std::string());
    cells.text(storageClass(claim));
    cells.textOr(spec["volumeAttributesClassName"].asString(), "<unset>");
    cells.age(claim["metadata"]["creationTimestamp"]);
    cells.textOr(spec["volumeMode"].asString(), "<unset>");
}

} // namespace skiff::apiserver
