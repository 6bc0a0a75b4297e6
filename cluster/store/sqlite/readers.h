#pragma once

#include "cluster/base/mutex.h"
#include "cluster/store/sqlite/database.h"
#include "cluster/store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::store::sqlite {

/// Read-only connections with their statements, lent to one call at a time. WAL mode lets them read
/// a snapshot while the writer writes. Any thread.
class Readers
{
public:
    Readers(std::string path, std::string vfs) : m_path(std::move(path)), m_vfs(std::move(vfs)) {}

    Result<std::optional<Entry>> get(std::string_view key);

    /// The state at `range.at`, which must be set. `stillThere` is asked once the snapshot is fixed:
    /// false means that `range.at` was compacted meanwhile, and the answer is Expired.
    Result<RangeResult> range(const Range& range, const std::function<bool()>& stillThere);

private:
    struct Reader
    {
        Database database; ///< closed after its statements
        Statement newest;
        Statement scan;
        Statement value;
        Statement begin;
        Statement end;
    };
    class Loan;

    Result<std::unique_ptr<Reader>> open();
    static Result<RangeResult> scan(Reader& reader, const Range& range);

    std::string m_path;
    std::string m_vfs;
    Mutex m_mutex;
    std::vector<std::unique_ptr<Reader>> m_idle SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::store::sqlite
