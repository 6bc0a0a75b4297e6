#pragma once

#include "app/model/kind_catalog.h"
#include "cluster/client/transport.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace skiff::session {

/// Asks a server which kinds it serves: aggregated discovery, or the older documents where a server
/// has only these. Groups that fail leave the others alone. GUI thread.
class Discovery final : public QObject
{
    Q_OBJECT

public:
    explicit Discovery(client::Transport& transport, QObject* parent = nullptr);
    ~Discovery() override;

    /// The built-in few until the server has answered.
    const model::KindCatalog& catalog() const { return m_catalog; }
    bool complete() const { return m_complete; }
    /// Why nothing came; empty while all is well.
    QString problem() const { return m_problem; }

    /// Asks (again); a call under way is enough.
    void refresh();
    /// Asks again, once more after a call that is under way: something has changed since it was asked.
    void refreshSoon();

signals:
    /// The kinds are others than before, or could not be read (problem()).
    void changed();

private:
    void ask(const QString& path, bool aggregated, std::function<void(const Result<client::ApiResponse>&)> done);
    void onCore(const Result<client::ApiResponse>& response);
    void onGroups(const Result<client::ApiResponse>& response);
    void askOld();
    void askLists(const std::vector<QString>& paths);
    void finish(const QString& problem);

    client::Transport& m_transport;
    model::KindCatalog m_catalog;
    model::KindCatalog m_next;
    bool m_complete = false;
    bool m_again = false;                                 ///< when the call under way is done
    QString m_problem;
    size_t m_open = 0;                                    ///< lists that have not come
    std::vector<std::pair<QString, std::string>> m_lists; ///< in order of preference
    std::vector<std::unique_ptr<client::Call>> m_calls;
};

} // namespace skiff::session
