#include "cluster/apiserver/validation/volume.h"

#include "cluster/apiserver/validation/names.h"

#include <algorithm>

namespace skiff::apiserver::validation {

namespace {

constexpr int64_t mostMode = 0777;
constexpr std::string_view modeRule = "must be a number between 0 and 0777 (octal), both inclusive";

void checkMode(const Field& mode)
{
    if (mode && (mode.number() < 0 || mode.number() > mostMode))
        mode.invalid(modeRule);
}

/// A file's place below a volume: relative, and never up.
void checkFilePath(const Field& path)
{
    const std::string_view text = path.text();
    if (text.empty())
        return path.required();
    if (text.starts_with('/'))
        path.invalid("must be a relative path");
    if (text == ".." || text.starts_with("../") || text.ends_with("/..") || text.find("/../") != std::string_view::npos)
        path.invalid("must not contain '..'");
    if (text.starts_with("..") && !text.starts_with("../"))
        path.invalid("must not start with '..'");
}

void checkItems(const Field& items)
{
    for (const Field& each : items.elements()) {
        if (each["key"].text().empty())
            each["key"].required();
        checkFilePath(each["path"]);
        checkMode(each["mode"]);
    }
}

void checkDownwardItems(const Field& items)
{
    for (const Field& each : items.elements()) {
        checkFilePath(each["path"]);
        const bool field = bool(each["fieldRef"]);
        const bool resource = bool(each["resourceFieldRef"]);
        if (field && resource)
            each.invalid("\"resource\"", "fieldRef and resourceFieldRef can not be specified simultaneously");
        else if (!field && !resource)
            each.required("one of fieldRef and resourceFieldRef is required");
        checkMode(each["mode"]);
    }
}

void requireText(const Field& field)
{
    if (field.text().empty())
        field.required();
}

void checkProjection(const Field& source)
{
    size_t count = 0;
    const auto present = [&](const char* kind) {
        const Field each = source[kind];
        if (each && ++count > 1)
            each.forbidden("may not specify more than 1 volume type");
        return each && count == 1;
    };
    for (const char* kind : {"secret", "configMap"}) {
        if (!present(kind))
            continue;
        requireText(source[kind]["name"]);
        checkItems(source[kind]["items"]);
    }
    if (present("downwardAPI"))
        checkDownwardItems(source["downwardAPI"]["items"]);
    if (present("serviceAccountToken")) {
        const Field seconds = source["serviceAccountToken"]["expirationSeconds"];
        if (seconds && seconds.number() < 600)
            seconds.invalid("may not specify a duration less than 10 minutes");
        requireText(source["serviceAccountToken"]["path"]);
    }
    if (source["clusterTrustBundle"])
        ++count;
    if (count == 0)
        source.required("must specify a volume type");
}

void checkHostPath(const Field& hostPath)
{
    const Field path = hostPath["path"];
    requireText(path);
    const std::string_view text = path.text();
    if (text == ".." || text.starts_with("../") || text.ends_with("/..") || text.find("/../") != std::string_view::npos)
        path.invalid("must not contain '..'");
    if (const Field type = hostPath["type"]; !type.text().empty()) {
        type.requireOneOf(
            {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"});
    }
}

void checkSource(const Field& volume, std::string_view kind)
{
    const Field source = volume[kind];
    if (kind == "hostPath") {
        checkHostPath(source);
    } else if (kind == "configMap") {
        requireText(source["name"]);
        checkMode(source["defaultMode"]);
        checkItems(source["items"]);
    } else if (kind == "secret") {
        requireText(source["secretName"]);
        checkMode(source["defaultMode"]);
        checkItems(source["items"]);
    } else if (kind == "downwardAPI") {
        checkMode(source["defaultMode"]);
        checkDownwardItems(source["items"]);
    } else if (kind == "projected") {
        checkMode(source["defaultMode"]);
        for (const Field& each : source["sources"].elements())
            checkProjection(each);
    } else if (kind == "persistentVolumeClaim") {
        requireText(source["claimName"]);
    } else if (kind == "nfs") {
        requireText(source["server"]);
        requireText(source["path"]);
        if (!source["path"].text().empty() && !source["path"].text().starts_with('/'))
            source["path"].invalid("must be an absolute path");
    }
}

} // namespace

std::set<std::string_view> checkVolumes(const Field& volumes)
{
    std::set<std::string_view> names;
    for (const Field& each : volumes.elements()) {
        const Field name = each["name"];
        if (name.text().empty()) {
            name.required();
        } else {
            const Complaints complaints = dnsLabel(name.text());
            name.invalidForEach(complaints);
            if (!names.insert(name.text()).second && complaints.empty())
                name.duplicate();
        }
        size_t sources = 0;
        for (const auto& [kind, source] : each.members()) {
            if (kind == "name" || !source)
                continue;
            if (++sources > 1)
                each[kind].forbidden("may not specify more than 1 volume type");
            else
                checkSource(each, kind);
        }
        if (sources == 0)
            each.required("must specify a volume type");
    }
    return names;
}

} // namespace skiff::apiserver::validation
