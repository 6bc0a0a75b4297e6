#pragma once

#include "app/session/log_stream.h"
#include "app/session/pod_set.h"

#include <functional>
#include <map>

namespace skiff::session {

/// The logs of a pod, or of whatever a workload or service selects, into one LogEngine: opens a
/// stream for each container as it starts, and again when it is started again; pods that come with
/// their workload are followed too. GUI thread.
class LogFollower final : public QObject
{
    Q_OBJECT

public:
    /// One container of one pod, numbered as in the engine; stays when its pod is gone.
    struct Source
    {
        int number = 0;
        QString pod;
        QString podUid;
        QString container;
        bool init = false;
        bool gone = false;
        QString instance;                  ///< the container's id when its stream was opened last
        std::unique_ptr<LogStream> stream; ///< none while the container has not started
    };
    /// Streams share connections; the transport for the n-th source.
    using Transports = std::function<client::Transport&(int source)>;

    LogFollower(client::Transport& calls, Transports streams, model::logs::LogEngine& engine, model::ObjectRef target,
                LogRange range, QObject* parent = nullptr);
    ~LogFollower() override;

    void start() { m_pods.start(); }
    const std::map<int, Source>& sources() const { return m_sources; }
    const PodSet& pods() const { return m_pods; }
    /// How to call a source beside its lines: no more than is needed to tell it from the others.
    QString nameOf(const Source& source) const;
    /// One sentence on the whole: what is waited for, what failed; empty while all is well.
    QString words() const;
    /// Nothing more comes.
    bool ended() const;
    /// More containers than this are not opened at a time.
    static constexpr int MostSources = 100;

signals:
    void sourcesChanged();
    void stateChanged();

private:
    void look();
    Source& sourceFor(const PodInfo& pod, const ContainerInfo& container);
    void consider(Source& source, const PodInfo& pod, const ContainerInfo& container);
    void openAgain(int number);

    Transports m_streams;
    model::logs::LogEngine& m_engine;
    const LogRange m_range;
    PodSet m_pods;
    std::map<int, Source> m_sources;
    int m_nextSource = 0;
    int m_leftOut = 0;
};

} // namespace skiff::session
