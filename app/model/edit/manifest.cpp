#include "app/model/edit/manifest.h"

#include "cluster/data/yaml/yaml.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace skiff::model::edit {

namespace {

constexpr qint64 LargestFile = 16 * 1024 * 1024;

/// The words of this file; lupdate finds their context by the macro.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::Manifest)
};

/// A piece of a file between lines of three dashes.
struct Piece
{
    int line = 0; ///< from zero
    std::string text;
};

std::vector<Piece> split(const std::string& text)
{
    std::vector<Piece> pieces(1);
    int line = 0;
    for (size_t at = 0; at < text.size(); ++line) {
        const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view row(text.data() + at, end - at);
        if (row.starts_with("---") && (row.size() == 3 || row[3] == '\n' || row[3] == ' ' || row[3] == '\r'))
            pieces.push_back({line, {}});
        pieces.back().text += row;
        at = end;
    }
    return pieces;
}

/// The line of a piece where its object begins: behind dashes, comments and empty lines.
int firstLine(const Piece& piece)
{
    int line = piece.line;
    for (const QString& row : QString::fromStdString(piece.text.substr(0, 4096)).split(u'\n')) {
        const QString text = row.trimmed();
        if (!text.isEmpty() && !text.startsWith(u'#') && !text.startsWith(QLatin1String("---")))
            return line + 1;
        ++line;
    }
    return piece.line + 1;
}

void addObject(Manifest& manifest, const QString& file, int line, const data::Value& value)
{
    const auto problem = [&](const QString& text) {
        manifest.problems.push_back({file, line, 0, text});
    };
    if (!value.is_object())
        return problem(Words::tr("This document is not an object: it begins with no field."));
    ManifestObject object{file,
                          line,
                          value,
                          std::string(data::stringAt(value, {"apiVersion"})),
                          std::string(data::stringAt(value, {"kind"})),
                          std::string(data::stringAt(value, {"metadata", "namespace"})),
                          std::string(data::stringAt(value, {"metadata", "name"}))};
    if (object.apiVersion.empty())
        return problem(Words::tr("apiVersion is missing."));
    if (object.kind.empty())
        return problem(Words::tr("kind is missing."));
    if (const data::Value* items = data::find(value, {"items"});
        items && items->is_array() && object.kind.ends_with("List")) {
        for (const data::Value& item : items->get_array()) {
            data::Value whole = item;
            // The items of a typed list say no kind of their own.
            if (whole.is_object() && object.kind != "List") {
                whole.get_object().emplace("apiVersion", object.apiVersion);
                whole.get_object().emplace("kind", object.kind.substr(0, object.kind.size() - 4));
            }
            addObject(manifest, file, line, whole);
        }
        return;
    }
    if (object.name.empty() && data::stringAt(value, {"metadata", "generateName"}).empty())
        return problem(Words::tr("metadata.name is missing."));
    manifest.objects.push_back(std::move(object));
}

void addBroken(Manifest& manifest, const QString& file, const Piece& piece, const std::string& message)
{
    static const QRegularExpression form(QStringLiteral("^line (\\d+), column (\\d+): (.*)$"),
                                         QRegularExpression::DotMatchesEverythingOption);
    const auto match = form.match(QString::fromStdString(message));
    if (match.hasMatch())
        manifest.problems.push_back(
            {file, match.captured(1).toInt() + piece.line, match.captured(2).toInt(), match.captured(3)});
    else
        manifest.problems.push_back({file, piece.line + 1, 0, QString::fromStdString(message)});
}

bool isManifest(const QString& name)
{
    return name.endsWith(QLatin1String(".yaml"), Qt::CaseInsensitive) ||
           name.endsWith(QLatin1String(".yml"), Qt::CaseInsensitive) ||
           name.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
}

void readFile(Manifest& manifest, const QString& path, const QString& shown)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        manifest.problems.push_back({shown, 0, 0, file.errorString()});
    } else if (file.size() > LargestFile) {
        manifest.problems.push_back({shown, 0, 0, Words::tr("The file is larger than 16 MB.")});
    } else {
        addManifest(manifest, shown, file.readAll().toStdString());
    }
}

} // namespace

QString ManifestObject::title() const
{
    const std::string words =
        name.empty() ? std::string(data::stringAt(object, {"metadata", "generateName"})) + "…" : name;
    return QString::fromStdString(kind + " " + words);
}

void addManifest(Manifest& manifest, const QString& file, const std::string& text)
{
    const size_t before = manifest.objects.size() + manifest.problems.size();
    for (const Piece& piece : split(text)) {
        const auto values = data::parseYaml(piece.text);
        if (!values.ok()) {
            addBroken(manifest, file, piece, values.error().message);
            continue;
        }
        for (const data::Value& value : *values)
            if (!value.is_null())
                addObject(manifest, file, firstLine(piece), value);
    }
    if (before == manifest.objects.size() + manifest.problems.size())
        manifest.problems.push_back({file, 0, 0, Words::tr("The file holds no object.")});
}

Manifest readManifests(const QStringList& paths)
{
    Manifest manifest;
    for (const QString& path : paths) {
        const QFileInfo info(path);
        if (!info.isDir()) {
            readFile(manifest, path, info.fileName());
            continue;
        }
        QStringList files;
        for (QDirIterator it(path, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            if (const QString file = it.next(); isManifest(file))
                files.append(file);
        files.sort();
        const QDir folder(path);
        for (const QString& file : files)
            readFile(manifest, file, info.fileName() + QLatin1Char('/') + folder.relativeFilePath(file));
        if (files.isEmpty())
            manifest.problems.push_back(
                {info.fileName(), 0, 0, Words::tr("The folder holds no .yaml, .yml or .json file.")});
    }
    sortForApply(manifest.objects);
    return manifest;
}

int applyStep(const ManifestObject& object)
{
    static const std::array<std::vector<std::string_view>, 7> order{{
        {"Namespace", "ResourceQuota", "LimitRange", "PriorityClass", "RuntimeClass"},
        {"CustomResourceDefinition"},
        {"ServiceAccount", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding", "NetworkPolicy"},
        {"ConfigMap", "Secret"},
        {"StorageClass", "PersistentVolume", "PersistentVolumeClaim", "CSIDriver"},
        {"Service", "Endpoints", "EndpointSlice", "IngressClass"},
        {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "Job", "CronJob", "Pod",
         "PodDisruptionBudget", "HorizontalPodAutoscaler", "Ingress"},
    }};
    for (size_t step = 0; step < order.size(); ++step)
        if (std::find(order[step].begin(), order[step].end(), object.kind) != order[step].end())
            return int(step);
    return int(order.size()); // custom resources, webhooks: after what serves them
}

void sortForApply(std::vector<ManifestObject>& objects)
{
    std::stable_sort(objects.begin(), objects.end(),
                     [](const ManifestObject& a, const ManifestObject& b) { return applyStep(a) < applyStep(b); });
}

} // namespace skiff::model::edit
