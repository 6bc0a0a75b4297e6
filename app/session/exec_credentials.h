#pragma once

#include "app/session/identity.h"

#include <QDateTime>
#include <QElapsedTimer>
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
    /// The same, after the server has refused what came last. Not more often than each quarter of a minute:
    /// credentials that are refused at once would be refused again.
    void renew();
    /// When the credentials end; invalid: they do not.
    QDateTime expires() const { return m_expires; }

    /// The program without its arguments, which may hold secrets.
    QString program() const;
    /// The whole command as the user would type it.
    static QString commandLine(const client::CredentialPlugin& plugin);

    static constexpr int PatienceMsecs = 60'000; ///< a browser may have to be used
    static constexpr int RenewMsecs = 15'000;

signals:
    void got(const Identity& identity);
    /// What, why, what to do; no secret.
    void failed(const QString& words);

private:
    void findPath(bool interactive);
    void run(const QString& path);
    void onFinished();
    void take(const QByteArray& output);
    QByteArray execInfo() const;

    Identity m_identity;
    QDateTime m_expires;
    QElapsedTimer m_last; ///< since the last start
    QProcess m_shell;
    QProcess m_process;
    QByteArray m_output;
    bool m_running = false;
};

} // namespace skiff::session
