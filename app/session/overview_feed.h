#pragma once

#include "app/model/overview.h"
#include "app/session/caller.h"
#include "cluster/base/clock.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>

namespace skiff::session {

/// Keeps an Overview fresh while somebody looks at it: reads nodes, pods (a page at a time, decoded off the
/// GUI thread), claims and events, again after a while. What may not be read is told and left out. GUI thread.
class OverviewFeed final : public QObject
{
    Q_OBJECT

public:
    OverviewFeed(client::Transport& transport, const Clock& clock, QObject* parent = nullptr);

    void start();
    void stop();
    void refresh();
    const model::Overview& overview() const { return m_overview; }
    bool loaded() const { return m_loaded; }
    /// Parts that could not be read, a sentence each.
    const QStringList& problems() const { return m_problems; }

    /// Between two readings: a share of what the last took, so that large clusters are asked less.
    static constexpr int ShortestMsecs = 5'000;
    static constexpr int LongestMsecs = 60'000;
    static constexpr int TimesAsLong = 20;
    static constexpr int PageSize = 500;

signals:
    void changed();

private:
    using Add = std::function<Status(model::Overview&, std::string_view)>;

    void read(const QString& path, const QString& continueToken, Add add);
    void decode(const QString& path, const std::shared_ptr<const std::string>& body, const Add& add);
    void finishPart(const QString& problem);

    Caller m_caller;
    const Clock& m_clock;
    model::Overview m_overview;
    std::shared_ptr<model::Overview> m_next; ///< being gathered; nullptr when none is
    bool m_loaded = false;
    bool m_wanted = false;
    int m_open = 0; ///< lists under way
    QStringList m_problems;
    QStringList m_nextProblems;
    QTimer m_again;
    QElapsedTimer m_began;
};

} // namespace skiff::session
