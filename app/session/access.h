#pragma once

#include "app/model/access_rules.h"
#include "cluster/client/transport.h"

#include <QHash>
#include <QObject>

#include <map>
#include <memory>

namespace skiff::session {

/// What we may do with a server, by namespace, as it says itself. Asked once for each namespace,
/// when somebody wants to know; until the answer is there everything is Unknown. GUI thread.
class Access final : public QObject
{
    Q_OBJECT

public:
    using Answer = model::AccessRules::Answer;

    explicit Access(client::Transport& transport, QObject* parent = nullptr);
    ~Access() override;

    /// `nameSpace` empty: for what has none, and for all namespaces at once.
    Answer may(const QString& verb, const model::ResourceKind& kind, const QString& nameSpace,
               const QString& subresource = {}, const QString& name = {});
    /// Asks everything anew when it is wanted next: roles may have changed.
    void forget();

signals:
    void changed();

private:
    void ask(const QString& nameSpace);

    client::Transport& m_transport;
    QHash<QString, model::AccessRules> m_rules;
    std::map<QString, std::unique_ptr<client::Call>> m_calls; ///< kept after the answer: asked once
};

} // namespace skiff::session
