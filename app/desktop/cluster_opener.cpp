#include "app/desktop/cluster_opener.h"

#include "app/desktop/message.h"

#include <QWidget>

namespace skiff::desktop {

namespace {

using session::ExecCredentials;

QString settingName(const client::CredentialPlugin& plugin)
{
    return QStringLiteral("allowed/") + ExecCredentials::fingerprint(plugin);
}

/// The variables a plug-in gets, without what looks like a secret.
QString environmentWords(const client::CredentialPlugin& plugin)
{
    QStringList words;
    for (const auto& [name, value] : plugin.environment) {
        const QString upper = QString::fromStdString(name).toUpper();
        bool secret = false;
        for (const char* word : {"TOKEN", "SECRET", "PASS", "KEY", "CREDENTIAL"})
            secret = secret || upper.contains(QLatin1String(word));
        words.append(QString::fromStdString(name) + QLatin1Char('=') +
                     (secret ? QStringLiteral("•••") : QString::fromStdString(value).left(200)));
    }
    return words.join(QLatin1Char('\n'));
}

} // namespace

ClusterOpener::ClusterOpener(session::Settings* settings, QWidget& window)
    : QObject(&window), m_settings(settings), m_window(window)
{}

void ClusterOpener::open(const session::ContextEntry& entry)
{
    const Result<session::Identity> identity = session::loadIdentity(entry.file, entry.name);
    if (!identity.ok())
        emit failed(entry, QString::fromStdString(identity.error().message));
    else if (!identity->plugin)
        emit opened(entry, *identity, nullptr);
    else if (m_settings && m_settings->text(settingName(*identity->plugin)) == QLatin1String("yes"))
        run(entry, *identity);
    else
        ask(entry, *identity);
}

void ClusterOpener::ask(const session::ContextEntry& entry, const session::Identity& identity)
{
    const client::CredentialPlugin& plugin = *identity.plugin;
    QString words = tr("The context \"%1\" gets its credentials from a program on this computer. Allow it only when "
                       "you know where the "
                       "kubeconfig comes from:")
                        .arg(entry.name);
    words += QStringLiteral("\n\n") + ExecCredentials::commandLine(plugin).left(1000);
    if (const QString environment = environmentWords(plugin); !environment.isEmpty())
        words += QStringLiteral("\n\n") + tr("with the environment") + QLatin1Char('\n') + environment;
    confirm(&m_window, tr("Run this program?"), words, tr("Run it"), [this, entry, identity] {
        if (m_settings)
            m_settings->set(settingName(*identity.plugin), "yes");
        run(entry, identity);
    });
}

void ClusterOpener::run(const session::ContextEntry& entry, const session::Identity& identity)
{
    auto* plugin = new ExecCredentials(identity, this);
    emit waiting(entry, ExecCredentials::commandLine(*identity.plugin));
    connect(plugin, &ExecCredentials::got, this, [this, entry, plugin](const session::Identity& complete) {
        plugin->disconnect(this);
        emit opened(entry, complete, plugin);
    });
    connect(plugin, &ExecCredentials::failed, this, [this, entry, plugin](const QString& words) {
        plugin->disconnect(this);
        plugin->deleteLater();
        emit failed(entry, words);
    });
    plugin->start();
}

} // namespace skiff::desktop
