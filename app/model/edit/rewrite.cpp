#include "app/model/edit/rewrite.h"

#include "app/model/edit/editor_text.h"
#include "app/model/edit/line_diff.h"
#include "app/model/edit/normal_form.h"

#include <QRegularExpression>

#include <array>
#include <optional>

namespace skiff::model::edit {

namespace {

/// What a text has in the place of a line of another one.
struct Line
{
    enum class State
    {
        Same,
        Changed,
        Gone
    };

    QStringList before; ///< lines that come before it
    State state = State::Same;
    QString text; ///< when it is changed
};

/// `text` by the lines of `base`; one more for what comes at the end.
std::vector<Line> by(const QStringList& base, const QStringList& text)
{
    std::vector<Line> lines(size_t(base.size()) + 1);
    size_t at = 0;
    for (const DiffRow& row : diffLines(base, text)) {
        if (row.type == DiffRow::Type::Added) {
            lines[at].before << text[row.right];
            continue;
        }
        at = size_t(row.left);
        if (row.type == DiffRow::Type::Removed)
            lines[at].state = Line::State::Gone;
        if (row.type == DiffRow::Type::Changed) {
            lines[at].state = Line::State::Changed;
            lines[at].text = text[row.right];
        }
        ++at;
    }
    return lines;
}

bool isRemark(const QString& line)
{
    const QString text = line.trimmed();
    return text.isEmpty() || text.startsWith(QLatin1Char('#'));
}

/// The comment behind a value, with the space before it; empty when there is none, or the line differs in more.
QString remarkBehind(const QString& line, const QString& plain)
{
    static const QRegularExpression remark(QStringLiteral(R"(^\s+#.*$)"));
    const QString rest = line.startsWith(plain) ? line.mid(plain.size()) : QString();
    return remark.match(rest).hasMatch() ? rest : QString();
}

/// How much of a text's own way of writing is carried over.
enum class Keep
{
    All,
    Remarks
};

/// `written` and `wanted` are two texts that come from `plain`: one differs in how it is written, one in what it says.
QStringList joined(const QStringList& plain, const QStringList& written, const QStringList& wanted, Keep keep)
{
    const std::vector<Line> own = by(plain, written);
    const std::vector<Line> other = by(plain, wanted);
    QStringList lines;
    for (size_t i = 0; i < own.size(); ++i) {
        const Line& mine = own[i];
        const Line& theirs = other[i];
        for (const QString& line : mine.before)
            if (keep == Keep::All || isRemark(line))
                lines << line;
        lines << theirs.before;
        if (i + 1 == own.size())
            break;
        const QString& line = plain[qsizetype(i)];
        switch (theirs.state) {
        case Line::State::Gone:
            break;
        case Line::State::Changed:
            lines << theirs.text + remarkBehind(mine.text, line);
            break;
        case Line::State::Same:
            if (mine.state == Line::State::Same)
                lines << line;
            else if (keep == Keep::Remarks)
                lines << line + remarkBehind(mine.text, line);
            else if (mine.state == Line::State::Changed)
                lines << mine.text;
        }
    }
    return lines;
}

std::optional<data::Value> meaning(const QString& text)
{
    Result<data::Value> object = objectFromText(text);
    return object.ok() ? std::optional(withoutServerFields(*object)) : std::nullopt;
}

} // namespace

QString rewrittenText(const QString& text, const data::Value& wanted)
{
    const data::Value target = withoutServerFields(wanted);
    const std::optional<data::Value> mine = meaning(text);
    if (!mine)
        return editorText(target);
    const QString plain = editorText(*mine);
    const QString anew = editorText(orderedLike(target, *mine));
    if (text == plain)
        return editorText(target); // there is nothing to carry over
    const std::optional<data::Value> meant = meaning(anew);
    const QChar end = QLatin1Char('\n');
    for (const Keep keep : {Keep::All, Keep::Remarks}) {
        const QString kept = joined(plain.split(end), text.split(end), anew.split(end), keep).join(end);
        if (const std::optional<data::Value> means = meaning(kept); means && meant && data::equal(*means, *meant))
            return kept;
    }
    return anew;
}

} // namespace skiff::model::edit
