#pragma once

#include "cluster/base/backoff.h"
#include "cluster/client/transport.h"
#include "cluster/client/watch_decoder.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace skiff::session {

/// Notices that a server comes to serve other kinds: watches the metadata of CustomResourceDefinitions and says so a
/// moment after the last change. Where the user may not, or the server has none, it says every minute that something
/// may have changed. GUI thread.
class KindWatch final : public QObject
{
    Q_OBJECT

public:
    explicit KindWatch(client::Transport& transport, QObject* parent = nullptr);
    ~KindWatch() override;

    /// Begins, or begins anew after the connection was away.
    void restart();
    void stop();

    static constexpr int QuietMsecs = 250; ///< definitions come in groups; what follows them needs a moment too
    static constexpr int LateMsecs = 3000; ///< by then a slow server, too, serves what its definitions say
    static constexpr int RefusedMsecs = 60'000;

signals:
    /// Definitions came, changed or went: their names ("boats.example.com"). Without names: one does not know which,
    /// or whether any. Named ones are told twice, soon and when slow servers have followed.
    void changed(const QStringList& definitions);

private:
    void open();
    void onStart(int status);
    void onData(std::string_view bytes);
    void onEvent(const client::WatchEvent& event);
    void onEnd();
    void tell();

    client::Transport& m_transport;
    std::unique_ptr<client::Call> m_call;
    client::WatchDecoder m_decoder;
    QHash<QString, QString> m_versions; ///< of the definitions that were seen, by name
    QSet<QString> m_news;
    QSet<QString> m_late; ///< told once
    QTimer m_quiet;
    QTimer m_lateLook;
    QTimer m_retry;
    Backoff m_backoff;
    int m_status = 0;
    bool m_first = true; ///< what comes has been there before: the kinds are being read anyway
    bool m_seen = false; ///< data came over this watch
};

} // namespace skiff::session
