#pragma once

#include "cluster/store/sqlite/database.h"

namespace skiff::store::sqlite {

/// Makes the tables in a new file, checks an old one and sets the connection up for writing. Level 1:
///
///   log   every accepted write: revision, key, the revision of the value before it, the value (NULL: deleted).
///         The newest row of a key is its state; log_key finds it, and any older state, without reading values.
///   gaps  revisions that no write of this history has: promised before a crash or rewind, then skipped.
///   meta  numbers by name: reserved, compacted, swept.
Status prepareSchema(Database& database);

/// A number of table meta, 0 when absent.
Result<uint64_t> readMeta(Database& database, std::string_view name);
Status writeMeta(Database& database, std::string_view name, uint64_t value);

} // namespace skiff::store::sqlite
