#pragma once

#include <QByteArray>
#include <QList>

#include <deque>
#include <functional>
#include <vector>

namespace skiff::test {

/// Ten thousand pods and their changes, as a server's tables and watch events. Changes follow from a seed: four in five
/// alter a pod, the others replace one by a new one, so that the number stays. One thread.
class PodTable
{
public:
    explicit PodTable(int pods);

    /// Makes `count` changes; an event each, with two for a pod that is replaced.
    void change(int count);

    qint64 revision() const { return m_revision; }
    /// One page of the Table: of `nameSpace` unless that is empty, `limit` rows from the one numbered `from`; no limit:
    /// 0.
    QByteArray list(const QByteArray& nameSpace, int limit, int from, bool asTable) const;
    /// A JSON object of one pod, empty when there is none.
    QByteArray object(const QByteArray& nameSpace, const QByteArray& name) const;

    /// The events after `revision` of `nameSpace`, a line each; calls `older` instead when some are forgotten.
    QByteArray eventsAfter(qint64 revision, const QByteArray& nameSpace, bool asTable,
                           const std::function<void()>& older) const;
    /// Forgets all events until now: watches from before are too old.
    void forget();

    /// What every table must come to: "NAMESPACE NAME STATUS RESTARTS NODE" lines, in no order.
    QByteArray state() const;
    static QByteArray bookmark(qint64 revision);

private:
    struct Pod
    {
        int number = 0;
        int restarts = 0;
        qint64 revision = 0;
    };
    struct Event
    {
        const char* type;
        Pod pod;
    };

    static QByteArray nameOf(const Pod& pod);
    static QByteArray nameSpaceOf(const Pod& pod);
    static QByteArray statusOf(const Pod& pod);
    static QByteArray nodeOf(const Pod& pod);
    static QByteArray metadata(const Pod& pod);
    static QByteArray row(const Pod& pod);
    static QByteArray whole(const Pod& pod);
    static QByteArray head(qint64 revision, const QByteArray& more = {});
    quint32 random();

    std::vector<Pod> m_pods;
    std::deque<Event> m_events;
    int m_lastNumber = 0;
    qint64 m_revision = 1000;
    qint64 m_forgotten = 1000;
    quint32 m_random = 12345;
};

} // namespace skiff::test
