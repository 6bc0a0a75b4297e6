#include "app/model/edit/manifest_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QSet>

namespace skiff::model::edit {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::Manifest)
};

bool isManifest(const QString& name)
{
    return name.endsWith(QLatin1String(".yaml"), Qt::CaseInsensitive) ||
           name.endsWith(QLatin1String(".yml"), Qt::CaseInsensitive) ||
           name.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
}

/// Walks through what was dropped.
class Walk
{
public:
    Walk(Manifest& manifest, const ManifestLimits& limits, const std::stop_token& stop)
        : m_manifest(manifest), m_limits(limits), m_stop(stop)
    {}

    void addPath(const QString& path);

private:
    void problem(const QString& file, const QString& text) { m_manifest.problems.push_back({file, 0, 0, text, {}}); }
    void readFolder(const QString& path, const QString& shown, int depth);
    void readFile(const QString& path, const QString& shown);
    bool isOtherThing(const QDir& folder, const QString& shown);

    Manifest& m_manifest;
    const ManifestLimits& m_limits;
    const std::stop_token& m_stop;
    int m_files = 0;
    qint64 m_bytes = 0;
    bool m_full = false;
    QSet<QString> m_seen; ///< canonical paths
};

void Walk::addPath(const QString& path)
{
    const QFileInfo info(path);
    const QString shown = info.fileName().isEmpty() ? path : info.fileName();
    if (!info.exists())
        problem(shown, info.isSymLink() ? Words::tr("The link leads nowhere.") : Words::tr("There is no such file."));
    else if (!info.isDir())
        readFile(path, shown);
    else {
        const size_t before = m_manifest.objects.size() + m_manifest.problems.size();
        readFolder(path, shown, 0);
        if (before == m_manifest.objects.size() + m_manifest.problems.size() && !m_stop.stop_requested())
            problem(shown, Words::tr("The folder holds no .yaml, .yml or .json file."));
    }
}

/// Folders whose files are not objects as they are.
bool Walk::isOtherThing(const QDir& folder, const QString& shown)
{
    if (folder.exists(QStringLiteral("Chart.yaml"))) {
        problem(shown,
                Words::tr("This folder is a Helm chart. Render it with \"helm template NAME FOLDER\" and drop what "
                          "that prints, or install it with \"helm install\"."));
        return true;
    }
    for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"})
        if (folder.exists(QLatin1String(name))) {
            problem(
                shown + QLatin1Char('/') + QLatin1String(name),
                Words::tr(
                    "This folder is a kustomization. Run \"kubectl kustomize FOLDER\" and drop what that prints. To "
                    "apply its "
                    "files as they are, drop the files themselves."));
            return true;
        }
    return false;
}

void Walk::readFolder(const QString& path, const QString& shown, int depth)
{
    const QString canonical = QFileInfo(path).canonicalFilePath();
    if (m_seen.contains(canonical))
        return problem(shown, Words::tr("This link leads to a folder that was read already."));
    m_seen.insert(canonical);
    const QDir folder(path);
    if (!folder.isReadable())
        return problem(shown, Words::tr("The folder cannot be read."));
    if (depth > m_limits.depth)
        return problem(shown, Words::tr("Folders are nested more than %1 deep.").arg(m_limits.depth));
    if (isOtherThing(folder, shown))
        return;
    const QFileInfoList entries =
        folder.entryInfoList(QDir::Files | QDir::Dirs | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo& entry : entries) {
        if (m_full || m_stop.stop_requested())
            return;
        const QString name = shown + QLatin1Char('/') + entry.fileName();
        if (entry.isDir())
            readFolder(entry.filePath(), name, depth + 1);
        else if (isManifest(entry.fileName()))
            readFile(entry.filePath(), name);
    }
}

void Walk::readFile(const QString& path, const QString& shown)
{
    if (m_full || m_stop.stop_requested())
        return;
    const QFileInfo info(path);
    if (!info.exists())
        return problem(shown, Words::tr("The link leads nowhere."));
    if (!info.isFile())
        return problem(shown, Words::tr("This is not a file with text but a pipe, a socket or a device."));
    if (info.size() > m_limits.fileBytes)
        return problem(
            shown, Words::tr("The file is larger than %1.").arg(QLocale().formattedDataSize(m_limits.fileBytes, 0)));
    if (++m_files > m_limits.files || m_bytes + info.size() > m_limits.totalBytes) {
        m_full = true;
        return problem(
            shown,
            Words::tr(
                "This is too much for one drop: at most %1 files with %2. This file and those behind it were left out.")
                .arg(m_limits.files)
                .arg(QLocale().formattedDataSize(m_limits.totalBytes, 0)));
    }
    if (const QString canonical = info.canonicalFilePath(); m_seen.contains(canonical))
        return; // dropped by itself and with its folder
    else
        m_seen.insert(canonical);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return problem(shown, Words::tr("The file cannot be read: %1.").arg(file.errorString()));
    // It may grow while it is read.
    const QByteArray bytes = file.read(m_limits.fileBytes + 1);
    if (file.error() != QFile::NoError)
        return problem(shown, Words::tr("The file cannot be read: %1.").arg(file.errorString()));
    m_bytes += bytes.size();
    addManifest(m_manifest, shown, std::string_view(bytes.constData(), size_t(bytes.size())));
}

} // namespace

Manifest readManifests(const QStringList& paths, const ManifestLimits& limits, const std::stop_token& stop)
{
    Manifest manifest;
    Walk walk(manifest, limits, stop);
    for (const QString& path : paths)
        if (!stop.stop_requested())
            walk.addPath(path);
    sortForApply(manifest.objects);
    return manifest;
}

} // namespace skiff::model::edit
