#include "app/session/apply/manifest_reader.h"

#include <QFileInfo>
#include <QMutex>
#include <QThreadPool>

namespace skiff::session {

using model::edit::Manifest;

/// What the worker and the reader share; outlives both.
struct ManifestReader::Mailbox
{
    QMutex mutex;
    ManifestReader* reader = nullptr; ///< guarded by `mutex`
    std::stop_source stop;
};

QString ManifestSource::title() const
{
    if (paths.isEmpty())
        return ManifestReader::tr("pasted text");
    if (paths.size() > 1)
        return ManifestReader::tr("%1 files").arg(paths.size());
    const QString name = QFileInfo(paths.front()).fileName();
    return name.isEmpty() ? paths.front() : name;
}

ManifestReader::ManifestReader(QObject* parent) : QObject(parent), m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->reader = this;
}

ManifestReader::~ManifestReader()
{
    m_mailbox->stop.request_stop();
    const QMutexLocker lock(&m_mailbox->mutex);
    m_mailbox->reader = nullptr;
}

void ManifestReader::start(const ManifestSource& source)
{
    QThreadPool::globalInstance()->start([mailbox = m_mailbox, source] {
        auto manifest = std::make_shared<Manifest>();
        if (source.paths.isEmpty()) {
            addManifest(*manifest, tr("pasted text"), source.text.toStdString());
            sortForApply(manifest->objects);
        } else {
            *manifest = model::edit::readManifests(source.paths, {}, mailbox->stop.get_token());
        }
        const QMutexLocker lock(&mailbox->mutex);
        if (ManifestReader* reader = mailbox->reader)
            QMetaObject::invokeMethod(
                reader, [reader, manifest] { emit reader->read(manifest); }, Qt::QueuedConnection);
    });
}

} // namespace skiff::session
