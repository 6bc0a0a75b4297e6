#pragma once

#include "app/session/edit/object_ptr.h"
#include "app/session/settings.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace skiff::session {

/// Unsaved edits of one object: the text, and what it was made from.
struct Draft
{
    QString key; ///< "Deployment.apps/shop/web", "new/3f2a…"
    QString apiVersion;
    QString kind;
    QString nameSpace;
    QString name; ///< empty for a new one
    QString text;
    ObjectPtr base = std::make_shared<const data::Value>(); ///< the editing began with it; holds null: it is new
    qint64 saved = 0;                                       ///< milliseconds since 1970

    bool isNew() const { return !base->is_object(); }
    /// "Deployment shop/web"
    QString words() const;
};

/// The unsaved edits of one cluster, kept where they outlive the window and the process. What may hold a
/// Secret never goes to the disk, and what the disk does not take cannot: that lives as long as the program does.
/// GUI thread.
class Drafts final : public QObject
{
    Q_OBJECT

public:
    /// `settings` may be nullptr: then all drafts live as long as the program. `cluster` is the context's name.
    Drafts(Settings* settings, const QString& cluster, QObject* parent = nullptr);

    void save(Draft draft);
    std::optional<Draft> find(const QString& key) const;
    /// The newest first.
    std::vector<Draft> all() const;
    void remove(const QString& key);
    /// Where a draft is: only the first outlives the program.
    enum class Place
    {
        Disk,
        MemoryAsSecret,   ///< it may hold a Secret
        MemoryAsDiskFails ///< the disk is full, gone, or there is none
    };
    Place place(const Draft& draft) const;
    bool isInMemory(const QString& key) const;

    /// What would be lost if the program ended now, of all clusters: "Secret shop/door".
    static QStringList onlyInMemory(const Settings& settings);
    /// Gives that up.
    static void giveUpOnlyInMemory(Settings& settings);

    /// Whether a text holds a Secret, or may: then it is for no disk.
    static bool mayHoldSecret(const QString& text);
    static bool mayHoldSecret(const Draft& draft)
    {
        return draft.kind == QLatin1String("Secret") || mayHoldSecret(draft.text);
    }

signals:
    void changed();

private:
    Settings* m_settings;
    const QString m_prefix; ///< of the names of settings
    std::map<QString, Draft> m_drafts;
};

} // namespace skiff::session
