#include "app/cli/output.h"

#include "app/cli/command.h"

#include <QJsonDocument>

#include <unistd.h>

namespace skiff::cli {

void print(FILE* out, const QString& words)
{
    const QByteArray bytes = words.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), out);
    std::fflush(out);
}

void printJsonLine(const QJsonObject& object)
{
    print(stdout, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) + QLatin1Char('\n'));
}

int wrongUsage(const QString& message)
{
    print(stderr, QStringLiteral("skiff: %1\n").arg(message));
    return WrongUsage;
}

int failed(const Error& error, bool json)
{
    if (json) {
        printJsonLine({{QStringLiteral("type"), QStringLiteral("error")},
                       {QStringLiteral("code"), text(errorCodeName(error.code))},
                       {QStringLiteral("message"), text(error.message)}});
    } else {
        print(stderr, QStringLiteral("skiff: %1\n").arg(text(error.message)));
    }
    return Failed;
}

bool onTerminal()
{
    return isatty(STDOUT_FILENO) == 1;
}

} // namespace skiff::cli
