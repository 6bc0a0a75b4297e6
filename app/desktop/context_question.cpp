#include "app/desktop/context_question.h"

#include "app/model/foreign_text.h"
#include "app/session/exec_credentials.h"

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int TextHeight = 200;
constexpr int TextWidth = 520;

/// The variables a plug-in gets, a line each.
QStringList environmentLines(const client::CredentialPlugin& plugin)
{
    QStringList lines;
    for (const auto& [name, value] : plugin.environment) {
        const QString words = QString::fromStdString(name);
        bool secret = false;
        for (const char* part : {"TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "ACCESS_KEY", "API_KEY"})
            secret = secret || words.contains(QLatin1String(part), Qt::CaseInsensitive);
        lines.append(model::foreignLine(words) + QLatin1Char('=') +
                     (secret ? QStringLiteral("•••") : model::foreignLine(QString::fromStdString(value))));
    }
    return lines;
}

QString titleOf(const session::ContextSource& source)
{
    return source.plan().plugin ? ContextQuestion::tr("Run this program?") : ContextQuestion::tr("Read these files?");
}

QString wordsOf(const session::ContextSource& source)
{
    const QString context = model::foreignLine(QString::fromStdString(source.plan().context));
    return source.plan().plugin ? ContextQuestion::tr("The context \"%1\" gets its credentials from a program on this "
                                                      "computer. Allow it only when you know where the kubeconfig "
                                                      "comes from.")
                                      .arg(context)
                                : ContextQuestion::tr("The context \"%1\" reads files outside the folder of its "
                                                      "kubeconfig and may send them to its server. Allow it only when "
                                                      "you know where the kubeconfig comes from.")
                                      .arg(context);
}

QString detailsOf(const session::ContextSource& source)
{
    const client::ContextPlan& plan = source.plan();
    QStringList parts;
    if (plan.plugin) {
        parts.append(session::ExecCredentials::commandLine(*plan.plugin));
        if (const QStringList lines = environmentLines(*plan.plugin); !lines.isEmpty())
            parts.append(ContextQuestion::tr("with the environment") + QLatin1Char('\n') +
                         lines.join(QLatin1Char('\n')));
    }
    if (!source.outsideFiles().isEmpty()) {
        QStringList lines{ContextQuestion::tr("Files it reads")};
        for (const QString& file : source.outsideFiles())
            lines.append(model::foreignLine(file));
        parts.append(lines.join(QLatin1Char('\n')));
    }
    parts.append(ContextQuestion::tr("Kubeconfig: %1").arg(model::foreignLine(QString::fromStdString(plan.file))) +
                 QLatin1Char('\n') +
                 ContextQuestion::tr("Server: %1").arg(model::foreignLine(QString::fromStdString(plan.server))));
    return parts.join(QStringLiteral("\n\n"));
}

} // namespace

ContextQuestion::ContextQuestion(const session::ContextSource& source, QWidget* parent)
    : ActionDialog(titleOf(source), wordsOf(source), source.plan().plugin ? tr("Run it") : tr("Read them"), parent)
{
    auto* details = new QPlainTextEdit;
    details->setObjectName(QStringLiteral("contextDetails"));
    details->setReadOnly(true);
    details->setTabChangesFocus(true);
    details->setWordWrapMode(QTextOption::WrapAnywhere);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    details->setFont(fixed);
    details->setMinimumSize(TextWidth, TextHeight);
    details->setPlainText(detailsOf(source));
    content()->addWidget(details);
    makeCancelDefault();
}

} // namespace skiff::desktop
