#include "app/session/exec_credentials.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTimer>

namespace skiff::session {

namespace {

constexpr int ShellPatienceMsecs = 5'000;
constexpr int MostOutput = 1 << 20;
constexpr auto mark = "__skiff_path__=";

QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

/// The last lines a program said, which tell why it failed.
QString lastLines(const QByteArray& output)
{
    constexpr qsizetype most = 400;
    const QString words = QString::fromUtf8(output).trimmed();
    return words.size() <= most ? words : QStringLiteral("…") + words.right(most);
}

QString quoted(const QString& word)
{
    static const QString plain = QStringLiteral("-_./=:@,+");
    const bool simple = !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
        return c.isLetterOrNumber() || plain.contains(c);
    });
    return simple ? word
                  : QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) +
                        QLatin1Char('\'');
}

} // namespace

ExecCredentials::ExecCredentials(Identity identity, QObject* parent) : QObject(parent), m_identity(std::move(identity))
{
    connect(&m_process, &QProcess::finished, this, &ExecCredentials::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_running = false;
        emit failed(tr("%1 could not be started: %2").arg(commandLine(*m_identity.plugin), m_process.errorString()));
    });
}

ExecCredentials::~ExecCredentials()
{
    for (QProcess* process : {&m_shell, &m_process}) {
        process->disconnect(this);
        process->kill();
        process->waitForFinished(1000);
    }
}

void ExecCredentials::start()
{
    if (m_running || !m_identity.plugin)
        return;
    m_running = true;
    if (m_identity.plugin->mustAsk) {
        m_running = false;
        emit failed(tr("%1 wants a terminal to ask you something. Run it there once, or use another context.")
                        .arg(commandLine(*m_identity.plugin)));
        return;
    }
    findPath();
}

/// Desktops start programs with a short PATH; plug-ins lie where the user's shell finds them.
void ExecCredentials::findPath()
{
    const QString shell = qEnvironmentVariable("SHELL");
    const QString own = qEnvironmentVariable("PATH");
    if (shell.isEmpty() || !QFileInfo(shell).isExecutable()) {
        run(own);
        return;
    }
    m_shell.setProcessChannelMode(QProcess::SeparateChannels);
    m_shell.setStandardInputFile(QProcess::nullDevice());
    const auto done = [this, own] {
        const QByteArray output = m_shell.readAllStandardOutput();
        const qsizetype at = output.lastIndexOf(mark);
        const QString found =
            at < 0 ? QString()
                   : QString::fromLocal8Bit(output.mid(at + qsizetype(qstrlen(mark)))).section(QLatin1Char('\n'), 0, 0);
        m_shell.disconnect(this);
        run(found.isEmpty() ? own : found);
    };
    connect(&m_shell, &QProcess::finished, this, done);
    connect(&m_shell, &QProcess::errorOccurred, this, [done](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            done();
    });
    QTimer::singleShot(ShellPatienceMsecs, &m_shell, [this] { m_shell.kill(); });
    m_shell.start(shell, {QStringLiteral("-lc"), QStringLiteral("echo %1$PATH").arg(QLatin1String(mark))});
}

void ExecCredentials::run(const QString& path)
{
    const client::CredentialPlugin& plugin = *m_identity.plugin;
    QString program = text(plugin.command);
    if (!program.contains(QLatin1Char('/')))
        program = QStandardPaths::findExecutable(program, path.split(QLatin1Char(':'), Qt::SkipEmptyParts));
    if (program.isEmpty() || !QFileInfo(program).isExecutable()) {
        m_running = false;
        QString words = tr("The credential plug-in \"%1\" is not installed, or not on the PATH of your shell.")
                            .arg(text(plugin.command));
        if (!plugin.installHint.empty())
            words += QLatin1Char('\n') + text(plugin.installHint).left(1000);
        emit failed(words);
        return;
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"), path);
    for (const auto& [name, value] : plugin.environment)
        environment.insert(text(name), text(value));
    environment.insert(QStringLiteral("KUBERNETES_EXEC_INFO"), QString::fromUtf8(execInfo()));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardInputFile(QProcess::nullDevice());
    QStringList arguments;
    for (const std::string& argument : plugin.arguments)
        arguments.append(text(argument));
    m_process.start(program, arguments);
    QTimer::singleShot(PatienceMsecs, &m_process, [this] {
        if (m_process.state() != QProcess::NotRunning)
            m_process.kill();
    });
}

QByteArray ExecCredentials::execInfo() const
{
    QJsonObject spec{{QStringLiteral("interactive"), false}};
    if (m_identity.plugin->provideClusterInfo)
        spec.insert(QStringLiteral("cluster"),
                    QJsonObject{{QStringLiteral("server"), m_identity.server.toString()},
                                {QStringLiteral("insecure-skip-tls-verify"), m_identity.insecure},
                                {QStringLiteral("certificate-authority-data"),
                                 QString::fromLatin1(m_identity.authority.toBase64())}});
    return QJsonDocument(QJsonObject{{QStringLiteral("apiVersion"), text(m_identity.plugin->apiVersion)},
                                     {QStringLiteral("kind"), QStringLiteral("ExecCredential")},
                                     {QStringLiteral("spec"), spec}})
        .toJson(QJsonDocument::Compact);
}

void ExecCredentials::onFinished()
{
    m_running = false;
    const QByteArray output = m_process.readAllStandardOutput();
    const QString said = lastLines(m_process.readAllStandardError());
    const QString command = commandLine(*m_identity.plugin);
    if (m_process.exitStatus() != QProcess::NormalExit)
        emit failed(tr("%1 gave no credentials in time, or crashed. %2").arg(command, said));
    else if (m_process.exitCode() != 0)
        emit failed(tr("%1 failed with code %2. %3").arg(command).arg(m_process.exitCode()).arg(said));
    else
        take(output.left(MostOutput));
}

void ExecCredentials::take(const QByteArray& output)
{
    const QJsonObject status = QJsonDocument::fromJson(output).object().value(QLatin1String("status")).toObject();
    m_identity.token = status.value(QLatin1String("token")).toString().toUtf8();
    m_identity.certificate = status.value(QLatin1String("clientCertificateData")).toString().toUtf8();
    m_identity.key = status.value(QLatin1String("clientKeyData")).toString().toUtf8();
    m_expires = QDateTime::fromString(status.value(QLatin1String("expirationTimestamp")).toString(), Qt::ISODate);
    if (m_identity.token.isEmpty() && m_identity.certificate.isEmpty())
        emit failed(tr("%1 printed no credentials.").arg(commandLine(*m_identity.plugin)));
    else
        emit got(m_identity);
}

QString ExecCredentials::commandLine(const client::CredentialPlugin& plugin)
{
    QStringList words{quoted(text(plugin.command))};
    for (const std::string& argument : plugin.arguments)
        words.append(quoted(text(argument)));
    return words.join(QLatin1Char(' '));
}

QString ExecCredentials::fingerprint(const client::CredentialPlugin& plugin)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const std::string& part) {
        hash.addData(QByteArray::fromStdString(part) + '\0');
    };
    add(plugin.command);
    for (const std::string& argument : plugin.arguments)
        add(argument);
    for (const auto& [name, value] : plugin.environment)
        add(name + "=" + value);
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace skiff::session
