#include "app/session/settings.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"

#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

namespace skiff::session {

namespace {

constexpr int SchemaLevel = 1;

/// A prepared statement of the scope.
class Statement
{
public:
    Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &m_statement, nullptr); }
    ~Statement() { sqlite3_finalize(m_statement); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(int index, const QByteArray& value)
    {
        sqlite3_bind_blob(m_statement, index, value.constData(), int(value.size()), SQLITE_TRANSIENT);
    }
    bool row() { return sqlite3_step(m_statement) == SQLITE_ROW; }
    /// Runs what answers with no rows.
    bool run() { return sqlite3_step(m_statement) == SQLITE_DONE; }
    QByteArray blob(int column) const
    {
        return {static_cast<const char*>(sqlite3_column_blob(m_statement, column)),
                sqlite3_column_bytes(m_statement, column)};
    }
    int number(int column) const { return sqlite3_column_int(m_statement, column); }

private:
    sqlite3_stmt* m_statement = nullptr;
};

bool execute(sqlite3* database, const char* sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

/// The database with our table in it, or nullptr.
sqlite3* openDatabase(const QString& path)
{
    sqlite3* database = nullptr;
    if (sqlite3_open(path.toUtf8().constData(), &database) == SQLITE_OK) {
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        sqlite3_busy_timeout(database, 2000);
        if (execute(database, "PRAGMA journal_mode=WAL") &&
            execute(database, "CREATE TABLE IF NOT EXISTS settings (name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"))
            return database;
    }
    sqlite3_close(database);
    return nullptr;
}

} // namespace

Result<std::unique_ptr<Settings>> Settings::open(const QString& path)
{
    SKIFF_TRY(file::makeFolders(QFileInfo(path).absolutePath().toStdString()));
    sqlite3* database = openDatabase(path);
    if (!database && QFile::exists(path)) {
        QFile::remove(path + QStringLiteral(".broken"));
        QFile::rename(path, path + QStringLiteral(".broken"));
        log::warning("settings", "{} could not be read and was moved to {}.broken", path.toStdString(),
                     path.toStdString());
        database = openDatabase(path);
    }
    if (!database)
        return Error{ErrorCode::Unavailable, "the settings file " + path.toStdString() + " cannot be opened"};
    int level = 0;
    {
        Statement version(database, "PRAGMA user_version");
        level = version.row() ? version.number(0) : 0;
    }
    if (level > SchemaLevel) {
        sqlite3_close(database);
        return Error{ErrorCode::Unsupported,
                     "the settings file " + path.toStdString() + " was written by a newer Skiff: update Skiff"};
    }
    execute(database, "PRAGMA user_version = 1");
    return std::unique_ptr<Settings>(new Settings(database));
}

Settings::~Settings()
{
    sqlite3_close(m_database);
}

QByteArray Settings::value(const QString& name) const
{
    if (const auto kept = m_memory.constFind(name); kept != m_memory.constEnd())
        return *kept;
    Statement select(m_database, "SELECT value FROM settings WHERE name = ?");
    select.bind(1, name.toUtf8());
    return select.row() ? select.blob(0) : QByteArray();
}

void Settings::set(const QString& name, const QByteArray& value)
{
    Statement insert(m_database, "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    insert.bind(1, name.toUtf8());
    insert.bind(2, value);
    if (insert.run()) {
        m_memory.remove(name);
        return;
    }
    log::warning("settings", "{} is not on the disk: {}", name.toStdString(), sqlite3_errmsg(m_database));
    m_memory.insert(name, value);
}

void Settings::keepInMemory(const QString& name, const QByteArray& value)
{
    remove(name);
    m_memory.insert(name, value);
}

void Settings::remove(const QString& name)
{
    m_memory.remove(name);
    Statement statement(m_database, "DELETE FROM settings WHERE name = ?");
    statement.bind(1, name.toUtf8());
    statement.run();
}

QStringList Settings::names(const QString& prefix) const
{
    QStringList names;
    for (auto it = m_memory.lowerBound(prefix); it != m_memory.constEnd() && it.key().startsWith(prefix); ++it)
        names << it.key();
    Statement select(m_database, "SELECT name FROM settings WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1");
    select.bind(1, prefix.toUtf8());
    while (select.row())
        if (const QString name = QString::fromUtf8(select.blob(0)); !m_memory.contains(name))
            names << name;
    return names;
}

} // namespace skiff::session
