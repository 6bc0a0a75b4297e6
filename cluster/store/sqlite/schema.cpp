#include "cluster/store/sqlite/schema.h"

#include <fmt/core.h>

namespace skiff::store::sqlite {

namespace {

constexpr uint64_t level = 1;
constexpr uint64_t applicationId = 0x536b6966; // "Skif"

constexpr const char* connectionSettings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-2048;"
                                           "PRAGMA journal_size_limit=16777216; PRAGMA temp_store=MEMORY;";

constexpr const char* tables = R"(
BEGIN IMMEDIATE;
CREATE TABLE log(revision INTEGER PRIMARY KEY, key BLOB NOT NULL, previous INTEGER NOT NULL, deleted INTEGER NOT NULL, value BLOB);
CREATE UNIQUE INDEX log_key ON log(key, revision DESC, deleted);
CREATE TABLE gaps(first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
)";

Status checkOwner(Database& database, uint64_t written)
{
    SKIFF_TRY_ASSIGN(const uint64_t id, database.number("PRAGMA application_id"));
    if (id != applicationId)
        return Error{ErrorCode::Unsupported, "the database belongs to another program"};
    if (written > level)
        return Error{
            ErrorCode::Unsupported,
            fmt::format("written by a newer version (level {}, this one knows {}): use that version", written, level)};
    return {};
}

} // namespace

Status prepareSchema(Database& database)
{
    SKIFF_TRY_ASSIGN(const uint64_t written, database.number("PRAGMA user_version"));
    SKIFF_TRY_ASSIGN(const uint64_t existing, database.number("SELECT count(*) FROM sqlite_schema"));
    const bool fresh = written == 0 && existing == 0;
    if (!fresh)
        SKIFF_TRY(checkOwner(database, written));
    SKIFF_TRY(database.execute(connectionSettings));
    if (!fresh)
        return {};
    SKIFF_TRY(database.execute(tables));
    // Both numbers belong to the same transaction as the tables.
    const std::string stamp =
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; COMMIT;", applicationId, level);
    return database.execute(stamp.c_str());
}

Result<uint64_t> readMeta(Database& database, std::string_view name)
{
    return database.number(fmt::format("SELECT value FROM meta WHERE name='{}'", name));
}

Status writeMeta(Database& database, std::string_view name, uint64_t value)
{
    return database.execute(fmt::format("INSERT OR REPLACE INTO meta VALUES('{}', {})", name, value).c_str());
}

} // namespace skiff::store::sqlite
