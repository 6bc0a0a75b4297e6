#include "app/model/advice.h"

namespace skiff::model {

namespace {

/// Programs begin their messages in lower case, sentences on a screen do not.
QString asSentence(QString words)
{
    words = words.trimmed();
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace

Advice takeApart(const QString& message)
{
    const qsizetype at = message.lastIndexOf(QStringLiteral("\n  "));
    if (at < 0)
        return {asSentence(message), {}};
    // It names our own call; a person at a terminal wants words, not JSON.
    return {asSentence(message.left(at)), message.mid(at).remove(QStringLiteral(" -o json")).trimmed()};
}

} // namespace skiff::model
