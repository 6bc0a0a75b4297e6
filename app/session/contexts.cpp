#include "app/session/contexts.h"

#include "app/model/foreign_text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>

#include <algorithm>
#include <filesystem>

namespace skiff::session {

namespace {

/// The files of KUBECONFIG as one. What cannot be read is told and left out.
client::Kubeconfig mergedKubeconfig(QStringList* problems)
{
    client::Kubeconfig merged;
    for (const std::string& path :
         client::kubeconfigPaths(qEnvironmentVariable("KUBECONFIG").toStdString(), QDir::homePath().toStdString())) {
        const Result<client::Kubeconfig> config = client::Kubeconfig::load(path);
        if (config.ok())
            merged.merge(*config);
        else if (problems && config.error().code != ErrorCode::NotFound)
            problems->append(model::foreignLine(QString::fromStdString(config.error().message)));
    }
    return merged;
}

void addEntries(std::vector<ContextEntry>& entries, const client::Kubeconfig& config, const QString& file,
                QStringList& problems)
{
    for (const std::string& name : config.contexts()) {
        const QString words = QString::fromStdString(name);
        if (std::any_of(words.begin(), words.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
            problems.append(
                QCoreApplication::translate("skiff::session::Contexts",
                                            "The context \"%1\" is left out: its name has control characters.")
                    .arg(model::foreignLine(words)));
        else
            entries.push_back({words, file, QString::fromStdString(config.serverOf(name))});
    }
}

/// Whether a file is in the folder of `kubeconfig` or below, links followed.
bool isBeside(const std::string& path, const std::string& kubeconfig)
{
    namespace fs = std::filesystem;
    std::error_code problem;
    const fs::path folder = fs::weakly_canonical(fs::absolute(kubeconfig, problem).parent_path(), problem);
    const fs::path file = fs::weakly_canonical(path, problem);
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return !kubeconfig.empty() && !folder.empty() && end == folder.end();
}

} // namespace

std::vector<ContextEntry> findContexts(QStringList& problems, const QStringList& added)
{
    std::vector<ContextEntry> entries;
    addEntries(entries, mergedKubeconfig(&problems), {}, problems);
    for (const QString& file : added) {
        const Result<client::Kubeconfig> config = client::Kubeconfig::load(file.toStdString());
        if (config.ok())
            addEntries(entries, *config, file, problems);
        else
            problems.append(model::foreignLine(QString::fromStdString(config.error().message)));
    }
    return entries;
}

Result<ContextSource> ContextSource::read(const QString& file, const QString& name)
{
    ContextSource source;
    if (file.isEmpty()) {
        source.m_kubeconfig = mergedKubeconfig(nullptr);
    } else {
        SKIFF_TRY_ASSIGN(source.m_kubeconfig, client::Kubeconfig::load(file.toStdString()));
    }
    const std::string wanted = name.isEmpty() ? source.m_kubeconfig.currentContext() : name.toStdString();
    SKIFF_TRY_ASSIGN(source.m_plan, source.m_kubeconfig.plan(wanted));
    for (const std::string& path : source.m_plan.files)
        if (!isBeside(path, source.m_plan.file))
            source.m_outside.append(QString::fromStdString(path));
    return source;
}

QString ContextSource::fingerprint() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const std::string& part) {
        hash.addData(QByteArray::fromStdString(part) + '\0');
    };
    for (const std::string& part : {m_plan.file, m_plan.context, m_plan.server})
        add(part);
    for (const std::string& path : m_plan.files)
        add("file " + path);
    if (m_plan.plugin) {
        add("run " + m_plan.plugin->command);
        for (const std::string& argument : m_plan.plugin->arguments)
            add("argument " + argument);
        for (const auto& [name, value] : m_plan.plugin->environment)
            add("environment " + name + "=" + value);
    }
    return QString::fromLatin1(hash.result().toHex());
}

Result<Identity> loadIdentity(const QString& file, const QString& name)
{
    SKIFF_TRY_ASSIGN(const ContextSource source, ContextSource::read(file, name));
    return source.identity();
}

Result<Identity> ContextSource::identity() const
{
    SKIFF_TRY_ASSIGN(client::ClientConfig config, m_kubeconfig.configWithPlugin(m_plan.context));
    Identity identity;
    identity.context = QString::fromStdString(config.context);
    identity.server = QUrl(QString::fromStdString(config.server));
    identity.authority = QByteArray::fromStdString(config.authority);
    identity.certificate = QByteArray::fromStdString(config.certificate);
    identity.key = QByteArray::fromStdString(config.key);
    identity.token = QByteArray::fromStdString(config.token);
    identity.tokenFile = QString::fromStdString(config.tokenFile);
    identity.insecure = config.insecure;
    identity.nameSpace = QString::fromStdString(config.nameSpace);
    identity.tlsServerName = QString::fromStdString(config.tlsServerName);
    identity.proxy = QUrl(QString::fromStdString(config.proxyUrl));
    identity.plugin = std::move(config.plugin);
    if (!identity.server.isValid() || identity.server.host().isEmpty())
        return Error{ErrorCode::InvalidArgument, "the server address \"" + config.server + "\" is not a URL"};
    if (!config.proxyUrl.empty() && (!identity.proxy.isValid() || identity.proxy.host().isEmpty()))
        return Error{ErrorCode::InvalidArgument, "the proxy-url \"" + config.proxyUrl + "\" is not a URL"};
    if (!identity.proxy.isEmpty() && !QStringList{"http", "socks5", "socks5h"}.contains(identity.proxy.scheme()))
        return Error{ErrorCode::InvalidArgument,
                     "the proxy-url \"" + identity.proxy.toDisplayString().toStdString() +
                         "\" names a kind of proxy that the console cannot use: http:// and socks5:// are known"};
    return identity;
}

} // namespace skiff::session
