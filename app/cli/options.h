#pragma once

#include "cluster/base/clock.h"

#include <QCommandLineParser>
#include <QString>
#include <QStringList>

#include <optional>

namespace skiff::cli {

/// The options of one sub-command. Its users ask parse() first and return what it says.
class Options
{
public:
    Options(const QString& command, const QString& description);

    void add(const QStringList& names, const QString& description, const QString& value = {});
    /// Adds -o json.
    void addOutput();
    /// The words without a dash that it takes: "FILE|-"; `most` of them at most.
    void takeWords(const QString& name, const QString& description, int least, int most);

    /// Nothing when the command may go on, else the exit code: help was shown, or a mistake told.
    std::optional<int> parse(const QStringList& arguments);

    bool has(const QString& name) const { return m_parser.isSet(name); }
    QString value(const QString& name) const { return m_parser.value(name); }
    QStringList words() const { return m_parser.positionalArguments(); }
    std::string profile() const;
    bool json() const { return m_output && m_parser.value(QStringLiteral("output")) == QLatin1String("json"); }

private:
    QCommandLineParser m_parser;
    QString m_command;
    bool m_output = false;
    int m_leastWords = 0;
    int m_mostWords = 0;
};

/// "2048", "2048m", "2g", "2G", "2Gi" in megabytes.
std::optional<int> parseMegabytes(const QString& text);

/// "90s", "5m", "1h30m", "250ms" as kubectl reads them.
std::optional<Duration> parseDuration(const QString& text);

} // namespace skiff::cli
