#pragma once

#include "app/model/edit/manifest_files.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace skiff::session {

/// What somebody wants to apply: files and folders, or a text.
struct ManifestSource
{
    QStringList paths;
    QString text; ///< when there are no paths

    bool empty() const { return paths.isEmpty() && text.isEmpty(); }
    /// "web.yaml", "3 files", "pasted text": what a tab is called.
    QString title() const;
};

/// Reads manifests on another thread. What is being read when the reader goes is forgotten. GUI thread.
class ManifestReader final : public QObject
{
    Q_OBJECT

public:
    explicit ManifestReader(QObject* parent = nullptr);
    ~ManifestReader() override;

    /// read() follows, later. Once.
    void start(const ManifestSource& source);

signals:
    void read(const std::shared_ptr<const skiff::model::edit::Manifest>& manifest);

private:
    struct Mailbox;

    std::shared_ptr<Mailbox> m_mailbox;
};

} // namespace skiff::session
