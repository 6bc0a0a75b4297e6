#include "app/cli/environment.h"

#include "app/cli/kubeconfig_entry.h"
#include "app/cli/output.h"
#include "cluster/base/file.h"

#include <QCoreApplication>
#include <QDir>

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::cli {

namespace {

/// Where the node image is, too (resources/node-image/build).
std::string cacheFolder()
{
    for (const char* variable : {"SKIFF_CACHE", "XDG_CACHE_HOME"}) {
        if (const QString folder = qEnvironmentVariable(variable); !folder.isEmpty())
            return folder.toStdString() + "/skiff";
    }
    return QDir::homePath().toStdString() + "/.cache/skiff";
}

} // namespace

Environment::Environment() : m_profiles(machine::defaultHome()), m_images(machine::defaultShareFolder()) {}

Result<std::unique_ptr<Environment>> Environment::make(const std::string& driver, const std::string& profile)
{
    std::unique_ptr<Environment> environment(new Environment);
    std::string name = driver;
    if (name.empty()) {
        const auto known = environment->m_profiles.load(profile);
        if (known.ok())
            name = known->driver;
        else
            name = qEnvironmentVariable("SKIFF_DRIVER").toStdString();
    }
    environment->m_setting = {QCoreApplication::applicationFilePath().toStdString(), cacheFolder()};
    SKIFF_TRY_ASSIGN(environment->m_driver, machine::makeDriver(name, environment->m_profiles, environment->m_setting));
    environment->m_life = std::make_unique<machine::ClusterLife>(
        machine::LifeContext{environment->m_profiles, environment->m_images, *environment->m_driver.machines,
                             *environment->m_driver.shell, connectWith, environment->m_clock});
    return environment;
}

machine::HostFacts Environment::hostFacts() const
{
    return machine::gatherHostFacts(m_driver, m_profiles, m_images, m_setting);
}

namespace {

QString shellWord(const QString& word)
{
    static const QString plain =
        QStringLiteral("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+");
    for (const QChar c : word) {
        if (!plain.contains(c))
            return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QLatin1String("'\\''")) +
                   QLatin1Char('\'');
    }
    return word.isEmpty() ? QStringLiteral("''") : word;
}

} // namespace

QString commandWithPrivilege(const QString& command, const QStringList& arguments)
{
    QStringList words = {QStringLiteral("sudo"), QStringLiteral("SKIFF_HOME=") + text(machine::defaultHome()),
                         QStringLiteral("KUBECONFIG=") + text(userKubeconfigPath())};
    words << QCoreApplication::applicationFilePath() << command << arguments;
    for (QString& word : words)
        word = shellWord(word);
    return words.join(QLatin1Char(' '));
}

int failedCommand(const Error& error, bool json, const QString& command, const QStringList& arguments)
{
    if (error.code != ErrorCode::PermissionDenied)
        return failed(error, json);
    const QString instead = commandWithPrivilege(command, arguments);
    return failed({error.code, error.message + ". Run this instead:\n  " + instead.toStdString()}, json);
}

Status makeFoldersForInvokingUser(const std::string& path)
{
    const std::filesystem::path folder(path);
    std::error_code error;
    if (path.empty() || std::filesystem::exists(folder, error))
        return {};
    if (folder.has_parent_path() && folder.parent_path() != folder)
        SKIFF_TRY(makeFoldersForInvokingUser(folder.parent_path().string()));
    SKIFF_TRY(file::makeFolders(path, 0755));
    giveToInvokingUser(path);
    return {};
}

void giveToInvokingUser(const std::string& path)
{
    if (geteuid() != 0)
        return;
    for (const char* variable : {"SUDO_UID", "PKEXEC_UID"}) {
        bool isNumber = false;
        const uint user = qEnvironmentVariable(variable).toUInt(&isNumber);
        if (!isNumber || user == 0)
            continue;
        const uint group = qEnvironmentVariable("SUDO_GID").toUInt(&isNumber);
        if (lchown(path.c_str(), user, isNumber ? group : gid_t(-1)) != 0)
            print(stderr, QStringLiteral("skiff: cannot give %1 to user %2\n").arg(text(path)).arg(user));
        return;
    }
}

} // namespace skiff::cli
