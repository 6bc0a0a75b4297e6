#include "cluster/store/sqlite/database.h"

#include <fmt/core.h>
#include <sqlite3.h>

namespace skiff::store::sqlite {

namespace {

/// SQLite waits this long for a lock; only a checkpoint or recovery of our own process holds one.
constexpr int busyTimeoutMs = 5000;

ErrorCode codeOf(int extended)
{
    switch (extended & 0xff) {
    case SQLITE_FULL:
        return ErrorCode::ResourceExhausted;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return ErrorCode::DataLoss;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return ErrorCode::PermissionDenied;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
        return ErrorCode::Unavailable;
    case SQLITE_TOOBIG:
        return ErrorCode::InvalidArgument;
    default:
        return ErrorCode::Internal;
    }
}

Error errorOf(sqlite3* handle, std::string_view what, std::string_view path)
{
    const int code = handle ? sqlite3_extended_errcode(handle) : SQLITE_NOMEM;
    const char* words = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    return {codeOf(code), fmt::format("{} {}: {} (SQLite code {})", what, path, words, code)};
}

int rememberPages(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

} // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

void Statement::bind(int index, uint64_t value)
{
    sqlite3_bind_int64(m_handle.get(), index, int64_t(value));
}

void Statement::bind(int index, std::string_view bytes)
{
    // An empty view may have no address, which SQLite would take for NULL.
    const char* data = bytes.data() ? bytes.data() : "";
    sqlite3_bind_blob64(m_handle.get(), index, data, bytes.size(), SQLITE_STATIC);
}

void Statement::bindNull(int index)
{
    sqlite3_bind_null(m_handle.get(), index);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    sqlite3* handle = sqlite3_db_handle(m_handle.get());
    const char* path = sqlite3_db_filename(handle, "main");
    Error error = errorOf(handle, "store", path ? path : "");
    reset();
    return error;
}

Status Statement::run()
{
    SKIFF_TRY_ASSIGN(const bool row, step());
    if (row)
        reset();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_handle.get());
}

uint64_t Statement::integer(int column) const
{
    return uint64_t(sqlite3_column_int64(m_handle.get(), column));
}

std::string_view Statement::blob(int column) const
{
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_handle.get(), column));
    return data ? std::string_view(data, size_t(sqlite3_column_bytes(m_handle.get(), column))) : std::string_view();
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::string& path, Mode mode, const std::string& vfs)
{
    Database database;
    database.m_path = path;
    const int flags = SQLITE_OPEN_NOMUTEX |
                      (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
    database.m_handle.reset(handle);
    if (code != SQLITE_OK)
        return errorOf(handle, "open", path);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busyTimeoutMs);
    // Also turns off SQLite's own checkpoints: they would run inside a commit and hide failed syncs.
    sqlite3_wal_hook(handle, rememberPages, database.m_pagesInLog.get());
    return database;
}

Status Database::execute(const char* sql)
{
    if (sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return error("store");
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    Statement statement;
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(m_handle.get(), sql.data(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle, nullptr) !=
        SQLITE_OK)
        return error("store");
    statement.m_handle.reset(handle);
    return statement;
}

Result<uint64_t> Database::number(std::string_view sql)
{
    SKIFF_TRY_ASSIGN(Statement statement, prepare(sql));
    SKIFF_TRY_ASSIGN(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

Error Database::error(std::string_view what) const
{
    return errorOf(m_handle.get(), what, m_path);
}

bool Database::syncFailed() const
{
    const int code = sqlite3_extended_errcode(m_handle.get());
    return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle.get()) == 0;
}

Status Database::checkpoint()
{
    int left = 0;
    const int code = sqlite3_wal_checkpoint_v2(m_handle.get(), "main", SQLITE_CHECKPOINT_PASSIVE, &left, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        return error("checkpoint");
    *m_pagesInLog = 0;
    return {};
}

} // namespace skiff::store::sqlite
