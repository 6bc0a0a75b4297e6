#pragma once

#include "app/model/table_changes.h"
#include "cluster/base/result.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <string>
#include <string_view>

namespace skiff::session {

/// Reads what a table's list and watch bring, off the GUI thread: a page of a list, or many events at once, takes
/// longer than a window may stand still. Short pieces are read at once where they come. Results keep the order of what
/// they were read from; changes are gathered until somebody takes them. GUI thread.
class TableReader final : public QObject
{
    Q_OBJECT

public:
    /// Pieces of fewer than `short` bytes are read on this thread as long as nothing waits before them.
    explicit TableReader(QStringList labels, size_t shortBytes = ShortBytes, QObject* parent = nullptr);
    ~TableReader() override;

    /// A page of a list, answered by pageRead().
    void readPage(std::shared_ptr<const std::string> body);
    /// A watch begins: what is gathered is from before `resourceVersion`.
    void beginWatch(const QString& resourceVersion);
    /// Bytes of the watch, however they are cut.
    void readWatch(std::string_view bytes);
    /// The watch has ended: watchEnded() follows when all before it has been read.
    void endWatch(const Status& status);
    /// What is not read yet is dropped; what is gathered stays.
    void cancel();

    /// The oldest `most` gathered rows and all that went.
    model::TableChanges take(size_t most);
    bool empty() const;
    void clear();
    /// Up to where the watch has been read: a new one goes on from there.
    QString resourceVersion() const;

    static constexpr size_t ShortBytes = 32'000;

signals:
    void pageRead(const skiff::Result<skiff::model::Table>& page);
    /// Something of the watch has been read; take() may have changes.
    void changesRead();
    /// `tooOld`: it cannot be gone on with from where it ended.
    void watchEnded(const skiff::Status& status, bool tooOld);

private:
    struct Task;
    struct Outcome;
    class Work;

    void run(Task task, size_t bytes);
    void deliver();

    const size_t m_short;
    std::shared_ptr<Work> m_work; ///< shared with the thread that reads
};

} // namespace skiff::session
