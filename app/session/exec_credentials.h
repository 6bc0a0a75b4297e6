#pragma once

#include "app/session/identity.h"

#include <QDateTime>
#include <QObject>
#include <QProcess>

namespace skiff::session {

/// Runs a kubeconfig's credential plug-in (client.authentication.k8s.io) with the PATH of the user's shell
/// and reads the credentials it prints. Asynchronous; nothing of the output is logged. Whoever starts it has
/// asked the user whether this command may run. GUI thread.
class ExecCredentials final : public QObject
{
    Q_OBJECT

public:
    explicit ExecCredentials(Identity identity, QObject* parent = nullptr);
    ~ExecCredentials() override;

    /// One at a time: while it runs this does nothing.
    void start();
    /// When the credentials end; invalid: they do not.
    QDateTime expires() const { return m_expires; }

    /// The command as the user would type it.
    static QString commandLine(const client::CredentialPlugin& plugin);
    /// What stands for this very command in the list of those the user allowed: any change asks again.
    static QString fingerprint(const client::CredentialPlugin& plugin);

    static constexpr int PatienceMsecs = 60'000; ///< a browser may have to be used

signals:
    void got(const Identity& identity);
    /// What, why, what to do; no secret.
    void failed(const QString& words);

private:
    void findPath();
    void run(const QString& path);
    void onFinished();
    void take(const QByteArray& output);
    QByteArray execInfo() const;

    Identity m_identity;
    QDateTime m_expires;
    QProcess m_shell;
    QProcess m_process;
    bool m_running = false;
};

} // namespace skiff::session
