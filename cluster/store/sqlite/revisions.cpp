#include "cluster/store/sqlite/revisions.h"

#include "cluster/base/file.h"
#include "cluster/base/log.h"
#include "cluster/store/sqlite/schema.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace skiff::store::sqlite {

namespace {

Result<uint64_t> readPromise(const std::string& path)
{
    Result<std::string> text = file::read(path);
    if (!text.ok() && text.error().code == ErrorCode::NotFound)
        return uint64_t(0);
    if (!text.ok())
        return std::move(text).error();
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || std::string_view(end) != "\n")
        return Error{ErrorCode::DataLoss, fmt::format("{}: does not hold a revision", path)};
    return number;
}

} // namespace

Status Revisions::open(Database& database, uint64_t minimum)
{
    SKIFF_TRY_ASSIGN(const uint64_t written, database.number("SELECT max(revision) FROM log"));
    SKIFF_TRY_ASSIGN(const uint64_t compacted, readMeta(database, "compacted"));
    SKIFF_TRY_ASSIGN(const uint64_t inside, readMeta(database, "reserved"));
    SKIFF_TRY_ASSIGN(const uint64_t outside, readPromise(m_promisePath));
    m_last = std::max({written, compacted, uint64_t(1)});

    SKIFF_TRY_ASSIGN(Statement gaps, database.prepare("SELECT first, last FROM gaps ORDER BY first"));
    while (true) {
        SKIFF_TRY_ASSIGN(const bool row, gaps.step());
        if (!row)
            break;
        m_gaps.push_back({gaps.integer(0), gaps.integer(1)});
        m_last = std::max(m_last, m_gaps.back().last + 1);
    }

    m_promised = m_promising = m_last;
    const uint64_t promised = std::max({inside, outside, minimum});
    if (promised <= m_last)
        return {};
    SKIFF_TRY(database.execute("BEGIN IMMEDIATE"));
    SKIFF_TRY(skipTo(database, promised));
    SKIFF_TRY(promise(database, m_last + m_block));
    SKIFF_TRY(database.execute("COMMIT"));
    m_promised = m_promising;
    return {};
}

Status Revisions::skipTo(Database& database, uint64_t promised)
{
    log::info("store", "not closed cleanly, or restored: revisions {} to {} are skipped", m_last + 1, promised);
    m_gaps.push_back({m_last + 1, promised});
    const std::string sql = fmt::format("INSERT INTO gaps VALUES({}, {})", m_last + 1, promised);
    m_last = promised + 1;
    return database.execute(sql.c_str());
}

Status Revisions::promise(Database& database, uint64_t upTo)
{
    SKIFF_TRY(file::writeAtomically(m_promisePath, fmt::format("{}\n", upTo)));
    SKIFF_TRY(writeMeta(database, "reserved", upTo));
    m_promising = upTo;
    return {};
}

Status Revisions::prepare(Database& database, uint64_t count)
{
    return nearlyUsedUp(count) ? promise(database, m_last + count + m_block) : Status();
}

void Revisions::commit(uint64_t last)
{
    m_last = last;
    m_promised = m_promising;
}

Status Revisions::close(Database& database)
{
    if (m_promised == m_last)
        return {};
    // First inside: dying between the two leaves a promise, which only costs a gap.
    SKIFF_TRY(writeMeta(database, "reserved", m_last));
    return file::writeAtomically(m_promisePath, fmt::format("{}\n", m_last));
}

bool Revisions::inGap(uint64_t revision) const
{
    return std::any_of(m_gaps.begin(), m_gaps.end(),
                       [revision](const Gap& gap) { return gap.first <= revision && revision <= gap.last; });
}

} // namespace skiff::store::sqlite
