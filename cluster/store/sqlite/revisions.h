#pragma once

#include "cluster/store/sqlite/database.h"
#include "cluster/store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace skiff::store::sqlite {

/// The counter that never goes back. Numbers are used only from a block that was promised on disk
/// before, in the database and in a file beside it; an opening that finds promised numbers unused
/// (a crash, or an old database file put back) skips them and remembers them as a gap, because
/// somebody may have seen a write with such a number that is not there any more.
/// On the store's thread, after open() apart from inGap().
class Revisions
{
public:
    struct Gap
    {
        uint64_t first;
        uint64_t last;
    };

    Revisions(std::string promisePath, uint64_t block) : m_promisePath(std::move(promisePath)), m_block(block) {}

    /// Reads the state and skips what was promised. A clean start writes nothing: the first write
    /// brings the first promise. `minimum`: see SqliteOptions.
    Status open(Database& database, uint64_t minimum);

    uint64_t last() const { return m_last; }
    /// The next `count` numbers need a new promise; a transaction with one must be synced before a
    /// number is shown to anybody.
    bool nearlyUsedUp(uint64_t count) const { return m_last + count > m_promised; }
    /// In a transaction that takes up to `count` numbers: promises more when needed.
    Status prepare(Database& database, uint64_t count);
    /// The transaction is committed and used the numbers up to `last`.
    void commit(uint64_t last);
    /// The transaction is undone.
    void rollBack() { m_promising = m_promised; }
    /// Takes back unused promises, so that the next opening skips nothing.
    Status close(Database& database);

    /// Skipped by this history: whoever stands there must start again. Constant after open(); any thread.
    bool inGap(uint64_t revision) const;

private:
    Status skipTo(Database& database, uint64_t promised);
    Status promise(Database& database, uint64_t upTo);

    std::string m_promisePath;
    uint64_t m_block;
    uint64_t m_last = 0;
    uint64_t m_promised = 0;  ///< on disk
    uint64_t m_promising = 0; ///< on disk once the transaction under way is committed
    std::vector<Gap> m_gaps;
};

} // namespace skiff::store::sqlite
