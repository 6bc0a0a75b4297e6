#include "app/model/edit/yaml_line.h"

#include "cluster/data/value.h"

namespace skiff::model::edit::yaml_line {

int indentOf(const QString& line)
{
    int at = 0;
    while (at < line.size() && line[at] == u' ')
        ++at;
    return at;
}

bool isBlank(const QString& line, int from)
{
    for (qsizetype at = from; at < line.size(); ++at) {
        if (line[at] == u'#')
            return true;
        if (!line[at].isSpace())
            return false;
    }
    return true;
}

int endOfQuoted(const QString& line, int from)
{
    const QChar quote = line[from];
    for (int at = from + 1; at < line.size(); ++at) {
        if (quote == u'"' && line[at] == u'\\')
            ++at;
        else if (line[at] == quote && quote == u'\'' && at + 1 < line.size() && line[at + 1] == quote)
            ++at;
        else if (line[at] == quote)
            return at + 1;
    }
    return -1;
}

int colonOf(const QString& line, int from)
{
    int at = from;
    if (at < line.size() && (line[at] == u'"' || line[at] == u'\'')) {
        at = endOfQuoted(line, at);
        while (at >= 0 && at < line.size() && line[at] == u' ')
            ++at;
        return at >= 0 && at < line.size() && line[at] == u':' ? at : -1;
    }
    if (at < line.size() && QStringView(u"{[&*!|>%@`,]}").contains(line[at]))
        return -1;
    for (; at < line.size(); ++at) {
        if (line[at] == u':' && at > from && (at + 1 == line.size() || line[at + 1].isSpace()))
            return at;
        if (line[at] == u'#' && at > from && line[at - 1].isSpace())
            return -1;
    }
    return -1;
}

QString unquoted(const QString& text)
{
    if (text.size() < 2 || (text.front() != u'"' && text.front() != u'\'') || text.back() != text.front())
        return text;
    QString inner = text.mid(1, text.size() - 2);
    if (text.front() == u'\'')
        return inner.replace(QLatin1String("''"), QLatin1String("'"));
    if (!inner.contains(u'\\'))
        return inner;
    // JSON has most of the escapes; a text with another one stays as it is written.
    const auto value = data::parseJson(text.toStdString());
    return value.ok() && value->is_string()
               ? QString::fromUtf8(value->get_string().data(), qsizetype(value->get_string().size()))
               : inner;
}

int endOfValue(const QString& line, int from)
{
    int end = int(line.size());
    for (int at = from; at < line.size(); ++at) {
        if (line[at] == u'"' || (line[at] == u'\'' && at == from)) {
            const int after = endOfQuoted(line, at);
            if (after < 0)
                break;
            at = after - 1;
        } else if (line[at] == u'#' && at > 0 && line[at - 1].isSpace()) {
            end = at;
            break;
        }
    }
    while (end > from && line[end - 1].isSpace())
        --end;
    return end;
}

int depthChange(const QString& text)
{
    int depth = 0;
    for (int at = 0; at < text.size(); ++at) {
        const QChar before = at > 0 ? text[at - 1] : QChar(u' ');
        const bool begins = before.isSpace() || before == u'[' || before == u'{' || before == u',';
        if (text[at] == u'"' || (text[at] == u'\'' && begins)) {
            const int after = endOfQuoted(text, at);
            if (after < 0)
                break;
            at = after - 1;
        } else if (text[at] == u'#' && before.isSpace()) {
            break;
        } else if (text[at] == u'{' || text[at] == u'[') {
            ++depth;
        } else if (text[at] == u'}' || text[at] == u']') {
            --depth;
        }
    }
    return depth;
}

} // namespace skiff::model::edit::yaml_line
