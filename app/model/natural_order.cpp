#include "app/model/natural_order.h"

#include <algorithm>

namespace skiff::model {

namespace {

/// The end of the digits that begin at `from`, leading zeros skipped from `from`.
qsizetype digitsEnd(const QString& text, qsizetype& from)
{
    while (from + 1 < text.size() && text[from] == QLatin1Char('0') && text[from + 1].isDigit())
        ++from;
    qsizetype end = from;
    while (end < text.size() && text[end].isDigit())
        ++end;
    return end;
}

} // namespace

int naturalCompare(const QString& a, const QString& b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i].isDigit() && b[j].isDigit()) {
            const qsizetype endA = digitsEnd(a, i);
            const qsizetype endB = digitsEnd(b, j);
            if (endA - i != endB - j)
                return endA - i < endB - j ? -1 : 1;
            for (; i < endA; ++i, ++j)
                if (a[i] != b[j])
                    return a[i] < b[j] ? -1 : 1;
            continue;
        }
        const QChar ca = a[i++].toCaseFolded();
        const QChar cb = b[j++].toCaseFolded();
        if (ca != cb)
            return ca < cb ? -1 : 1;
    }
    const qsizetype left = (a.size() - i) - (b.size() - j);
    return left < 0 ? -1 : left > 0 ? 1 : 0;
}

QString naturalKey(const QString& text)
{
    QString key;
    key.reserve(text.size() + 4);
    for (qsizetype i = 0; i < text.size();) {
        if (!text[i].isDigit()) {
            key.append(text[i++].toCaseFolded());
            continue;
        }
        // The first digit's place holds '0', as any digit stands where digits stand; then the number's length decides.
        const qsizetype end = digitsEnd(text, i);
        key.append(QLatin1Char('0')).append(QChar(char16_t(std::min<qsizetype>(end - i, 0xffff))));
        key.append(QStringView(text).mid(i, end - i));
        i = end;
    }
    return key;
}

} // namespace skiff::model
