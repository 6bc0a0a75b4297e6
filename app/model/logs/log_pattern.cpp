#include "app/model/logs/log_pattern.h"

#include <QCoreApplication>

#include <algorithm>

namespace skiff::model::logs {

namespace {

/// PCRE2's own limits on matching steps and on depth: a hostile pattern ends within about a millisecond.
constexpr QLatin1String Limits("(*LIMIT_MATCH=50000)(*LIMIT_DEPTH=5000)");

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::logs::LogPattern)
};

} // namespace

LogPattern::LogPattern(const QString& text) : m_text(text)
{
    if (text.isEmpty())
        return;
    const bool smallOnly = std::none_of(text.begin(), text.end(), [](QChar c) { return c.isUpper(); });
    m_expression.setPatternOptions(smallOnly ? QRegularExpression::CaseInsensitiveOption
                                             : QRegularExpression::NoPatternOption);
    m_expression.setPattern(Limits + text);
    m_expression.optimize();
}

QString LogPattern::problem() const
{
    if (isValid())
        return {};
    return Words::tr("%1, at character %2")
        .arg(m_expression.errorString())
        .arg(std::max<qsizetype>(0, m_expression.patternErrorOffset() - Limits.size()) + 1);
}

LogPattern::Outcome LogPattern::match(const QString& line) const
{
    const QRegularExpressionMatch match = m_expression.match(line);
    if (match.hasMatch())
        return Outcome::Match;
    return match.isValid() ? Outcome::NoMatch : Outcome::GaveUp;
}

std::vector<std::pair<int, int>> LogPattern::places(const QString& line, int most) const
{
    std::vector<std::pair<int, int>> places;
    if (isEmpty() || !isValid())
        return places;
    QRegularExpressionMatchIterator it = m_expression.globalMatch(line);
    while (it.hasNext() && int(places.size()) < most) {
        const QRegularExpressionMatch match = it.next();
        if (match.capturedLength() > 0)
            places.emplace_back(int(match.capturedStart()), int(match.capturedLength()));
    }
    return places;
}

} // namespace skiff::model::logs
