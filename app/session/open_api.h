#pragma once

#include "cluster/base/result.h"
#include "cluster/client/transport.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace skiff::session {

/// The server's own OpenAPI v3 documents, one for each group and version, read when somebody asks
/// and kept for the session. GUI thread.
class OpenApi final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const Result<std::shared_ptr<const std::string>>&)>;

    explicit OpenApi(client::Transport& transport, QObject* parent = nullptr) : QObject(parent), m_transport(transport)
    {}

    /// The document of "v1" or "apps/v1" as JSON. `done` comes later, never inside the call.
    void document(const QString& apiVersion, Done done);
    /// Reads anew what is asked next: the server's kinds have changed; with a `group`, only those of this one.
    void forget(const QString& group = {});

signals:
    /// Documents may be others than those that were handed out.
    void forgotten();

private:
    void answer(const QString& apiVersion, int asked, const Result<client::ApiResponse>& response);

    client::Transport& m_transport;
    QHash<QString, std::shared_ptr<const std::string>> m_documents;
    QHash<QString, std::vector<Done>> m_waiting;
    std::map<QString, std::unique_ptr<client::Call>> m_calls;
    int m_round = 0; ///< an answer that was asked for before the last forget() is not kept
};

} // namespace skiff::session
