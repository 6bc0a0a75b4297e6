#pragma once

#include "cluster/base/result.h"

#include <QJsonObject>
#include <QString>

#include <cstdio>

namespace skiff::cli {

/// Writes text as it is, in UTF-8, at once.
void print(FILE* out, const QString& text);

/// One line of JSON on standard output, at once: what programs read with -o json.
void printJsonLine(const QJsonObject& object);

/// "skiff: MESSAGE" on standard error; the ExitCode for wrong usage.
int wrongUsage(const QString& message);

/// The error for people on standard error, or as a JSON line {"type":"error",...}; the ExitCode for failure.
int failed(const Error& error, bool json = false);

inline QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

/// True when people read standard output on a terminal.
bool onTerminal();

} // namespace skiff::cli
