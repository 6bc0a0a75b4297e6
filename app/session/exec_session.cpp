#include "app/session/exec_session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <chrono>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

/// Streams of {v4,v5}.channel.k8s.io: the first byte of every message.
enum Channel : char
{
    Input = 0,
    Output = 1,
    ErrorOutput = 2,
    StatusChannel = 3,
    Resize = 4,
    Close = char(255)
};

constexpr auto PingInterval = 20s;
constexpr qsizetype MostPerMessage = 32 * 1024;
const QString version5 = QStringLiteral("v5.channel.k8s.io");
const QString version4 = QStringLiteral("v4.channel.k8s.io");

} // namespace

ExecEnd readExecStatus(const QByteArray& json)
{
    const QJsonObject status = QJsonDocument::fromJson(json).object();
    ExecEnd end;
    if (status.value(QLatin1String("status")).toString() == QLatin1String("Success"))
        return end;
    end.words = status.value(QLatin1String("message")).toString();
    if (status.value(QLatin1String("reason")).toString() == QLatin1String("NonZeroExitCode")) {
        for (const QJsonValue cause : status[QLatin1String("details")][QLatin1String("causes")].toArray())
            if (cause[QLatin1String("reason")].toString() == QLatin1String("ExitCode"))
                end.exitCode = cause[QLatin1String("message")].toString().toInt();
        return end;
    }
    // The runtimes' words for a program that is not there; there is no code for it.
    static const QRegularExpression noProgram(
        QStringLiteral("executable file not found|no such file or directory|stat .*: no such file"),
        QRegularExpression::CaseInsensitiveOption);
    end.kind = noProgram.match(end.words).hasMatch() ? ExecEnd::Kind::NoProgram : ExecEnd::Kind::Refused;
    if (end.words.isEmpty())
        end.words = QString::fromUtf8(json.left(500));
    return end;
}

ExecSession::ExecSession(Opener opener, ExecTarget target, QObject* parent)
    : QObject(parent), m_opener(std::move(opener)), m_target(std::move(target))
{
    m_alive.setInterval(PingInterval);
    connect(&m_alive, &QTimer::timeout, this, [this] {
        if (m_pongMissing) {
            finish({ExecEnd::Kind::Lost, 0, tr("The server does not answer any more.")});
            return;
        }
        m_pongMissing = true;
        m_socket->ping();
    });
}

ExecSession::~ExecSession() = default;

void ExecSession::start()
{
    std::vector<std::pair<std::string, std::string>> query{{"container", m_target.container.toStdString()}};
    for (const QString& word : m_target.command)
        query.emplace_back("command", word.toStdString());
    query.emplace_back("stdin", m_target.standardInput ? "true" : "false");
    query.emplace_back("stdout", "true");
    query.emplace_back("stderr", m_target.terminal ? "false" : "true"); // with a terminal both are one
    query.emplace_back("tty", m_target.terminal ? "true" : "false");
    const std::string path = m_target.podPath.toStdString() + (m_target.command.isEmpty() ? "/attach" : "/exec");
    m_socket = std::make_unique<ApiSocket>(m_opener(path, query), QStringList{version5, version4});
    connect(m_socket.get(), &ApiSocket::opened, this, [this] {
        m_alive.start();
        if (m_rows > 0)
            resize(m_rows, m_columns);
        emit opened();
    });
    connect(m_socket.get(), &ApiSocket::received, this, &ExecSession::onMessage);
    connect(m_socket.get(), &ApiSocket::answered, this, [this] { m_pongMissing = false; });
    connect(m_socket.get(), &ApiSocket::ended, this, &ExecSession::onClosed);
}

QString ExecSession::protocol() const
{
    return m_socket ? m_socket->protocol() : QString();
}

void ExecSession::send(const QByteArray& bytes)
{
    for (qsizetype at = 0; open() && at < bytes.size(); at += MostPerMessage)
        m_socket->send(char(Input) + bytes.mid(at, MostPerMessage));
}

bool ExecSession::closeInput()
{
    if (protocol() != version5)
        return false;
    const char message[] = {Close, Input};
    m_socket->send(QByteArray(message, 2));
    return true;
}

void ExecSession::resize(int rows, int columns)
{
    m_rows = rows;
    m_columns = columns;
    if (!open() || !m_target.terminal)
        return;
    const QJsonObject size{{QStringLiteral("Width"), columns}, {QStringLiteral("Height"), rows}};
    m_socket->send(char(Resize) + QJsonDocument(size).toJson(QJsonDocument::Compact));
}

void ExecSession::onMessage(const QByteArray& message)
{
    if (message.isEmpty())
        return;
    m_pongMissing = false;
    const QByteArray rest = message.mid(1);
    switch (message.front()) {
    case Output:
    case ErrorOutput:
        if (rest.isEmpty()) // sent once at the begin by some servers
            return;
        m_wroteOutput = true;
        message.front() == Output || m_target.terminal ? emit output(rest) : emit errorOutput(rest);
        break;
    case StatusChannel:
        takeStatus(rest);
        break;
    default:
        break; // v5 tells that a channel is closed; the status says the same
    }
}

void ExecSession::takeStatus(const QByteArray& json)
{
    if (json.isEmpty())
        return;
    m_status = std::make_unique<ExecEnd>(readExecStatus(json));
    // Shells that start another program say by these codes that it is not there.
    if (m_status->kind == ExecEnd::Kind::Finished && (m_status->exitCode == 126 || m_status->exitCode == 127) &&
        !m_wroteOutput)
        m_status->kind = ExecEnd::Kind::NoProgram;
    m_socket->close();
}

void ExecSession::onClosed(const QString& refusal)
{
    if (m_status) {
        finish(*m_status);
        return;
    }
    if (!refusal.isEmpty()) {
        finish({ExecEnd::Kind::Refused, 0, refusal});
        return;
    }
    // Every end is told by a status; without one the connection broke.
    finish({ExecEnd::Kind::Lost, 0, tr("The connection was lost.")});
}

void ExecSession::finish(ExecEnd end)
{
    if (std::exchange(m_ended, true))
        return;
    m_alive.stop();
    m_socket->disconnect(this);
    m_socket.release()->deleteLater(); // we may be in its signal
    emit ended(end);
}

} // namespace skiff::session
