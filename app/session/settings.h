#pragma once

#include "cluster/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>

struct sqlite3;

namespace skiff::session {

/// What the console remembers, as names and values in one SQLite file (0600): theme, language,
/// window geometry, last page. Reading what is absent gives an empty value. GUI thread.
class Settings
{
public:
    /// Opens or makes the file; a broken one is moved aside, since nothing in it is worth a refusal.
    static Result<std::unique_ptr<Settings>> open(const QString& path);
    ~Settings();

    QByteArray value(const QString& name) const;
    QString text(const QString& name) const { return QString::fromUtf8(value(name)); }
    /// What the disk does not take is remembered until the program ends, or until the disk takes another value.
    void set(const QString& name, const QByteArray& value);
    /// Remembered until the program ends; nothing of it goes to the disk, and what was there goes.
    void keepInMemory(const QString& name, const QByteArray& value);
    bool isInMemory(const QString& name) const { return m_memory.contains(name); }
    void remove(const QString& name);
    /// The names that begin with `prefix`, each once.
    QStringList names(const QString& prefix) const;

private:
    explicit Settings(sqlite3* database) : m_database(database) {}

    sqlite3* m_database;
    QMap<QString, QByteArray> m_memory;
};

} // namespace skiff::session
