#pragma once

#include <QRegularExpression>
#include <QString>

namespace skiff::model::logs {

/// What the reader looks for in lines: a regular expression, case-insensitive unless it has an upper
/// case letter, that gives up on a line after a bounded number of steps. A value; one thread.
class LogPattern
{
public:
    enum class Outcome
    {
        Match,
        NoMatch,
        GaveUp
    };

    LogPattern() = default; ///< empty: isEmpty()
    explicit LogPattern(const QString& text);

    bool isEmpty() const { return m_text.isEmpty(); }
    bool isValid() const { return m_text.isEmpty() || m_expression.isValid(); }
    /// What is wrong with it and where, for people; empty when it is fine.
    QString problem() const;
    const QString& text() const { return m_text; }

    Outcome match(const QString& line) const;
    /// All places in a line, at most `most`: (begin, length) in UTF-16 units.
    std::vector<std::pair<int, int>> places(const QString& line, int most) const;

    bool operator==(const LogPattern& other) const { return m_text == other.m_text; }

private:
    QString m_text;
    QRegularExpression m_expression;
};

} // namespace skiff::model::logs
