#include "app/cli/options.h"

#include "app/cli/command.h"
#include "app/cli/output.h"

#include <QRegularExpression>

namespace skiff::cli {

Options::Options(const QString& command, const QString& description) : m_command(command)
{
    m_parser.setApplicationDescription(description);
    m_parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help.")});
    m_parser.addOption({{QStringLiteral("p"), QStringLiteral("profile")},
                        QStringLiteral("Which cluster."),
                        QStringLiteral("PROFILE"),
                        QStringLiteral("skiff")});
}

void Options::add(const QStringList& names, const QString& description, const QString& value)
{
    m_parser.addOption(value.isEmpty() ? QCommandLineOption(names, description)
                                       : QCommandLineOption(names, description, value));
}

void Options::addOutput()
{
    m_output = true;
    add({QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("Print JSON for programs."),
        QStringLiteral("json"));
}

void Options::takeWords(const QString& name, const QString& description, int least, int most)
{
    m_parser.addPositionalArgument(name, description);
    m_leastWords = least;
    m_mostWords = most;
}

std::optional<int> Options::parse(const QStringList& arguments)
{
    const bool understood = m_parser.parse(QStringList{QStringLiteral("skiff ") + m_command} + arguments);
    if (m_parser.isSet(QStringLiteral("help"))) {
        static const QRegularExpression program(QStringLiteral("^Usage: \\S+"));
        print(stdout, m_parser.helpText().replace(program, QStringLiteral("usage: skiff ") + m_command));
        return Done;
    }
    const QString more = QStringLiteral("see skiff %1 --help").arg(m_command);
    if (!understood) {
        QString mistake = m_parser.errorText(); // "Unknown option 'disk'."
        mistake.chop(mistake.endsWith(QLatin1Char('.')) ? 1 : 0);
        return wrongUsage(QStringLiteral("%1: %2").arg(mistake, more));
    }
    if (words().size() < m_leastWords || words().size() > m_mostWords)
        return wrongUsage(words().size() < m_leastWords
                              ? QStringLiteral("a word is missing: %1").arg(more)
                              : QStringLiteral("'%1' is too much: %2").arg(words().at(m_mostWords), more));
    if (m_output && m_parser.isSet(QStringLiteral("output")) && !json())
        return wrongUsage(QStringLiteral("-o takes json: %1").arg(more));
    return std::nullopt;
}

std::string Options::profile() const
{
    return m_parser.value(QStringLiteral("profile")).toStdString();
}

std::optional<int> parseMegabytes(const QString& words)
{
    static const QRegularExpression size(QStringLiteral("^(\\d{1,7})([mMgG]?)[iI]?[bB]?$"));
    const QRegularExpressionMatch match = size.match(words);
    if (!match.hasMatch())
        return std::nullopt;
    const bool giga = match.captured(2).toLower() == QLatin1String("g");
    const int64_t megabytes = match.captured(1).toLongLong() * (giga ? 1024 : 1);
    return megabytes > 0 && megabytes <= (1 << 24) ? std::optional(int(megabytes)) : std::nullopt;
}

std::optional<Duration> parseDuration(const QString& words)
{
    static const QRegularExpression part(QStringLiteral("(\\d+)(ms|h|m|s)"));
    Duration sum{};
    qsizetype read = 0;
    for (auto parts = part.globalMatch(words); parts.hasNext();) {
        const QRegularExpressionMatch match = parts.next();
        if (match.capturedStart() != read)
            return std::nullopt;
        read = match.capturedEnd();
        const int64_t count = match.captured(1).toLongLong();
        const QString unit = match.captured(2);
        if (unit == QLatin1String("ms"))
            sum += std::chrono::milliseconds(count);
        else if (unit == QLatin1String("s"))
            sum += std::chrono::seconds(count);
        else if (unit == QLatin1String("m"))
            sum += std::chrono::minutes(count);
        else
            sum += std::chrono::hours(count);
    }
    return read == words.size() && read > 0 ? std::optional(sum) : std::nullopt;
}

} // namespace skiff::cli
