#include "app/session/exec_credentials.h"

#include "app/model/foreign_text.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTimer>

#include <csignal>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace skiff::session {

namespace {

constexpr int ShellPatienceMsecs = 5'000;
constexpr int MostOutput = 1 << 20;
constexpr auto mark = "__skiff_path__";

QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

/// Ends a program and all it has started: each is the head of a session of its own.
void killAll(QProcess& process)
{
    if (const qint64 pid = process.processId(); pid > 0)
        ::kill(pid_t(-pid), SIGKILL);
    process.kill();
}

void prepare(QProcess& process)
{
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([] { ::setsid(); });
}

/// The PATH that a shell has printed behind our mark, whatever its start-up files said before.
QString pathIn(const QByteArray& output)
{
    const QList<QByteArray> lines = output.split('\n');
    const qsizetype at = lines.lastIndexOf(QByteArray(mark));
    return at < 0 || at + 1 >= lines.size() ? QString() : QString::fromLocal8Bit(lines[at + 1].trimmed());
}

/// The last lines a program said, which tell why it failed.
QString lastLines(const QByteArray& output)
{
    constexpr qsizetype most = 400;
    const QString words = model::foreignLines(QString::fromUtf8(output)).trimmed();
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
    prepare(m_shell);
    prepare(m_process);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] {
        m_output += m_process.readAllStandardOutput();
        if (m_output.size() > MostOutput)
            killAll(m_process);
    });
    connect(&m_process, &QProcess::finished, this, &ExecCredentials::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_running = false;
        emit failed(tr("%1 could not be started: %2").arg(program(), m_process.errorString()));
    });
}

ExecCredentials::~ExecCredentials()
{
    for (QProcess* process : {&m_shell, &m_process}) {
        process->disconnect(this);
        killAll(*process);
        process->waitForFinished(1000);
    }
}

void ExecCredentials::start()
{
    if (m_running || !m_identity.plugin)
        return;
    m_last.start();
    if (m_identity.plugin->mustAsk) {
        emit failed(
            tr("%1 wants a terminal to ask you something. Run it there once, or use another context.").arg(program()));
        return;
    }
    m_running = true;
    findPath(true);
}

void ExecCredentials::renew()
{
    if (!m_last.isValid() || m_last.hasExpired(RenewMsecs))
        start();
}

/// Desktops start programs with a short PATH; plug-ins lie where the user's shell finds them. From a terminal
/// we have that PATH already.
void ExecCredentials::findPath(bool interactive)
{
    const QString shell = qEnvironmentVariable("SHELL");
    const QString own = qEnvironmentVariable("PATH");
    if (shell.isEmpty() || !QFileInfo(shell).isExecutable() || ::isatty(STDIN_FILENO)) {
        run(own);
        return;
    }
    const auto done = [this, own, interactive] {
        m_shell.disconnect(this);
        const QString found = pathIn(m_shell.readAllStandardOutput());
        if (!found.isEmpty())
            run(found + QLatin1Char(':') + own);
        else if (interactive)
            findPath(false); // what an interactive shell reads may end it
        else
            run(own);
    };
    connect(&m_shell, &QProcess::finished, this, done);
    connect(&m_shell, &QProcess::errorOccurred, this, [done](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            done();
    });
    m_shell.start(shell, {interactive ? QStringLiteral("-ilc") : QStringLiteral("-lc"),
                          QStringLiteral("echo %1; printenv PATH").arg(QLatin1String(mark))});
    QTimer::singleShot(ShellPatienceMsecs, &m_shell, [this, pid = m_shell.processId()] {
        if (pid != 0 && m_shell.processId() == pid)
            killAll(m_shell);
    });
}

void ExecCredentials::run(const QString& path)
{
    const client::CredentialPlugin& plugin = *m_identity.plugin;
    QString file = text(plugin.command);
    if (!file.contains(QLatin1Char('/')))
        file = QStandardPaths::findExecutable(file, path.split(QLatin1Char(':'), Qt::SkipEmptyParts));
    if (file.isEmpty() || !QFileInfo(file).isExecutable()) {
        m_running = false;
        QString words =
            tr("The credential plug-in \"%1\" is not installed, or not on the PATH of your shell.").arg(program());
        if (!plugin.installHint.empty())
            words += QLatin1Char('\n') + model::foreignLines(text(plugin.installHint).left(1000));
        emit failed(words);
        return;
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"), path);
    for (const auto& [name, value] : plugin.environment)
        environment.insert(text(name), text(value));
    environment.insert(QStringLiteral("KUBERNETES_EXEC_INFO"), QString::fromUtf8(execInfo()));
    m_process.setProcessEnvironment(environment);
    m_output.clear();
    QStringList arguments;
    for (const std::string& argument : plugin.arguments)
        arguments.append(text(argument));
    m_process.start(file, arguments);
    QTimer::singleShot(PatienceMsecs, &m_process, [this, pid = m_process.processId()] {
        if (m_process.processId() == pid)
            killAll(m_process);
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
    m_output += m_process.readAllStandardOutput();
    const QByteArray output = std::exchange(m_output, {});
    const QString said = lastLines(m_process.readAllStandardError());
    const QString command = program();
    if (m_process.exitStatus() != QProcess::NormalExit)
        emit failed(tr("%1 gave no credentials in time, or crashed. %2").arg(command, said));
    else if (m_process.exitCode() != 0)
        emit failed(tr("%1 failed with code %2. %3").arg(command).arg(m_process.exitCode()).arg(said));
    else
        take(output);
}

void ExecCredentials::take(const QByteArray& output)
{
    const QJsonObject answer = QJsonDocument::fromJson(output).object();
    const QJsonObject status = answer.value(QLatin1String("status")).toObject();
    const QString command = program();
    if (answer.value(QLatin1String("kind")) != QLatin1String("ExecCredential") ||
        answer.value(QLatin1String("apiVersion")).toString() != text(m_identity.plugin->apiVersion)) {
        emit failed(tr("%1 printed something else than an ExecCredential of %2.")
                        .arg(command, text(m_identity.plugin->apiVersion)));
        return;
    }
    const QByteArray token = status.value(QLatin1String("token")).toString().toUtf8();
    const bool plain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
    m_identity.token = plain ? token : QByteArray(); // it goes into a header
    m_identity.certificate = status.value(QLatin1String("clientCertificateData")).toString().toUtf8();
    m_identity.key = status.value(QLatin1String("clientKeyData")).toString().toUtf8();
    m_expires = QDateTime::fromString(status.value(QLatin1String("expirationTimestamp")).toString(), Qt::ISODate);
    if (m_identity.token.isEmpty() && m_identity.certificate.isEmpty())
        emit failed(tr("%1 printed no credentials.").arg(command));
    else
        emit got(m_identity);
}

QString ExecCredentials::program() const
{
    return model::foreignLine(text(m_identity.plugin->command));
}

QString ExecCredentials::commandLine(const client::CredentialPlugin& plugin)
{
    QStringList words{quoted(text(plugin.command))};
    for (const std::string& argument : plugin.arguments)
        words.append(quoted(text(argument)));
    return model::foreignLine(words.join(QLatin1Char(' ')));
}

} // namespace skiff::session
