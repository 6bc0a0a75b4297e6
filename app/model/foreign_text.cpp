#include "app/model/foreign_text.h"

namespace skiff::model {

namespace {

/// Whether a character is not seen as itself: it moves, hides or turns what is around it.
bool isUnseen(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides and isolates, zero-width characters
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == QChar(0xfffc); // stands for an object
    }
}

QString visible(const QString& text, bool keepLines)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (!isUnseen(c) || (keepLines && c == QLatin1Char('\n')))
            result.append(c);
        else if (c == QLatin1Char('\n'))
            result.append(QStringLiteral("\\n"));
        else
            result.append(QStringLiteral("\\u%1").arg(int(c.unicode()), 4, 16, QLatin1Char('0')));
    }
    return result;
}

} // namespace

QString foreignLine(const QString& text)
{
    return visible(text, false);
}

QString foreignLines(const QString& text)
{
    return visible(text, true);
}

QString foreignMenuText(const QString& text)
{
    return foreignLine(text).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace skiff::model
