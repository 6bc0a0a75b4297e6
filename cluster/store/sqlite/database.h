#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace skiff::store::sqlite {

/// A prepared statement, kept and used again. Bound bytes must live until the statement is reset.
/// One thread at a time, as its Database.
class Statement
{
public:
    void bind(int index, uint64_t value);
    void bind(int index, std::string_view bytes); ///< as a blob
    void bindNull(int index);

    /// The next row: true; after the last: false, and the statement is reset.
    Result<bool> step();
    /// Runs a statement that gives no rows.
    Status run();
    /// Needed only after leaving rows unread.
    void reset();

    uint64_t integer(int column) const;
    std::string_view blob(int column) const; ///< valid until the next step
    bool isNull(int column) const;

private:
    friend class Database;
    struct Finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
};

/// Resets a statement at the end of a scope, whatever way the scope is left.
class ResetOnExit
{
public:
    explicit ResetOnExit(Statement& statement) : m_statement(statement) {}
    ~ResetOnExit() { m_statement.reset(); }
    ResetOnExit(const ResetOnExit&) = delete;
    ResetOnExit& operator=(const ResetOnExit&) = delete;

private:
    Statement& m_statement;
};

/// One SQLite connection. One thread at a time.
class Database
{
public:
    enum class Mode
    {
        ReadWrite,
        ReadOnly
    };
    /// `vfs` names SQLite's operating-system layer; empty: the default one.
    static Result<Database> open(const std::string& path, Mode mode, const std::string& vfs);

    Status execute(const char* sql);
    Result<Statement> prepare(std::string_view sql);
    /// The one number that `sql` gives, 0 when it gives no row or NULL.
    Result<uint64_t> number(std::string_view sql);

    /// The error of the last call, for people; `what` comes first.
    Error error(std::string_view what) const;
    /// The last error was a sync that failed: what is on disk is unknown.
    bool syncFailed() const;
    bool inTransaction() const;

    /// Pages waiting in the write-ahead log after the last commit.
    int pagesInLog() const { return *m_pagesInLog; }
    /// Moves the log's pages into the database file as far as readers allow.
    Status checkpoint();

private:
    struct Close
    {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> m_handle;
    std::string m_path;
    std::unique_ptr<int> m_pagesInLog = std::make_unique<int>(0);
};

} // namespace skiff::store::sqlite
