#include "app/session/exec_shell.h"

namespace skiff::session {

ExecShell::ExecShell(ExecSession::Opener opener, ExecTarget target, bool attach, QObject* parent)
    : QObject(parent), m_opener(std::move(opener)), m_target(std::move(target)), m_attach(attach)
{}

ExecShell::~ExecShell() = default;

QList<QStringList> ExecShell::candidates()
{
    // One round trip where there is a sh, which is nearly everywhere. TERM is what our terminal understands.
    const QString best =
        QStringLiteral("TERM=xterm-256color; export TERM; "
                       "for shell in bash ash; do command -v $shell > /dev/null 2>&1 && exec $shell; done; exec sh");
    return {{QStringLiteral("sh"), QStringLiteral("-c"), best},
            {QStringLiteral("/bin/sh"), QStringLiteral("-c"), best},
            {QStringLiteral("bash")},
            {QStringLiteral("ash")},
            {QStringLiteral("/busybox/sh")}};
}

void ExecShell::start()
{
    m_left = m_attach                     ? QList<QStringList>{QStringList()}
             : m_target.command.isEmpty() ? candidates()
                                          : QList<QStringList>{m_target.command};
    tryNext();
}

void ExecShell::tryNext()
{
    ExecTarget target = m_target;
    target.command = m_left.takeFirst();
    if (m_session)
        m_session.release()->deleteLater(); // we are in its signal
    m_session = std::make_unique<ExecSession>(m_opener, target);
    connect(m_session.get(), &ExecSession::opened, this, &ExecShell::opened);
    connect(m_session.get(), &ExecSession::output, this, &ExecShell::output);
    connect(m_session.get(), &ExecSession::errorOutput, this, &ExecShell::output);
    connect(m_session.get(), &ExecSession::ended, this, &ExecShell::onEnded);
    if (m_rows > 0)
        m_session->resize(m_rows, m_columns);
    m_session->start();
}

void ExecShell::onEnded(const ExecEnd& end)
{
    if (end.kind != ExecEnd::Kind::NoProgram || m_attach || !m_target.command.isEmpty()) {
        emit ended(end);
        return;
    }
    if (!m_left.isEmpty()) {
        tryNext();
        return;
    }
    emit ended(
        {ExecEnd::Kind::NoProgram, 0,
         tr("The container \"%1\" has no shell: neither bash, ash nor sh is in its image.").arg(m_target.container)});
}

void ExecShell::send(const QByteArray& bytes)
{
    if (m_session)
        m_session->send(bytes);
}

void ExecShell::resize(int rows, int columns)
{
    m_rows = rows;
    m_columns = columns;
    if (m_session)
        m_session->resize(rows, columns);
}

} // namespace skiff::session
