#pragma once

#include "app/session/contexts.h"
#include "app/session/exec_credentials.h"
#include "app/session/settings.h"

#include <QObject>

namespace skiff::desktop {

/// From a context to an identity that can be used: reads the kubeconfig, asks before a credential plug-in runs or
/// files elsewhere are read that the user has not allowed yet, and runs it. A kubeconfig from elsewhere runs and
/// reads nothing by itself. GUI thread.
class ClusterOpener final : public QObject
{
    Q_OBJECT

public:
    /// `settings` may be nullptr: then it asks each time. Questions open over `window`.
    ClusterOpener(session::Settings* settings, QWidget& window);

    void open(const session::ContextEntry& entry);

signals:
    /// `plugin` renews the credentials; nullptr when there is none. It belongs to the receiver.
    void opened(const session::ContextEntry& entry, const session::Identity& identity,
                session::ExecCredentials* plugin);
    /// A plug-in runs: "aws".
    void waiting(const session::ContextEntry& entry, const QString& program);
    void failed(const session::ContextEntry& entry, const QString& words);

private:
    void ask(const session::ContextEntry& entry, const session::ContextSource& source);
    void use(const session::ContextEntry& entry, const session::ContextSource& source);
    void run(const session::ContextEntry& entry, const session::Identity& identity);

    session::Settings* m_settings;
    QWidget& m_window;
};

} // namespace skiff::desktop
