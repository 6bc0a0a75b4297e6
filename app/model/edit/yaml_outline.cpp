#include "app/model/edit/yaml_outline.h"

#include "app/model/edit/yaml_line.h"

#include <algorithm>

namespace skiff::model::edit {

using namespace yaml_line;

YamlOutline::YamlOutline(const QString& text) : m_lines(text.split(QLatin1Char('\n')))
{
    m_documents.push_back({});
    m_roots.emplace_back();
    m_continued.resize(size_t(m_lines.size()));
    for (int line = 0; line < m_lines.size(); ++line) {
        if (skipContinuation(line))
            m_continued[size_t(line)] = true;
        else
            readLine(line);
        m_documents.back().lastLine = line;
    }
    // What is inside an entry ends before the next entry that is not.
    for (size_t i = m_entries.size(); i-- > 0;)
        if (const int parent = m_entries[i].parent; parent >= 0)
            m_entries[size_t(parent)].lastLine = std::max(m_entries[size_t(parent)].lastLine, m_entries[i].lastLine);
}

/// True for a line that stands no deeper than the last entry and is a key or element itself.
bool YamlOutline::beginsSomething(const QString& text) const
{
    const int indent = indentOf(text);
    if (isBlank(text, indent) || (!m_entries.empty() && indent > m_entries.back().indent))
        return false;
    return colonOf(text, indent) >= 0 || text.startsWith(QLatin1String("---")) ||
           (text[indent] == u'-' && indent + 1 < text.size() && text[indent + 1] == u' ');
}

bool YamlOutline::skipContinuation(int line)
{
    const QString& text = m_lines[line];
    const auto extend = [this, line] {
        if (!m_entries.empty())
            m_entries.back().lastLine = line;
    };
    // A quote or bracket that is not closed yet, because somebody is typing, must not swallow the rest of the text.
    if ((!m_openQuote.isNull() || m_flowDepth > 0) && beginsSomething(text)) {
        m_openQuote = QChar();
        m_flowDepth = 0;
    }
    if (!m_openQuote.isNull()) {
        const int end = endOfQuoted(m_openQuote + text, 0);
        if (end >= 0)
            m_openQuote = QChar();
        extend();
        return true;
    }
    if (m_flowDepth > 0) {
        m_flowDepth = std::max(0, m_flowDepth + depthChange(text));
        extend();
        return true;
    }
    if (m_blockIndent >= 0) {
        const int indent = indentOf(text);
        if (indent == text.size() || indent > m_blockIndent) {
            if (indent < text.size())
                extend();
            return true;
        }
        m_blockIndent = -1;
    }
    return false;
}

void YamlOutline::readLine(int line)
{
    const QString& text = m_lines[line];
    if (text.startsWith(QLatin1String("---")) && (text.size() == 3 || text[3].isSpace())) {
        const bool empty = m_roots.back().empty();
        if (!empty || m_documents.size() > 1 || line > 0) {
            m_documents.push_back({line, line});
            m_roots.emplace_back();
        }
        m_open.clear();
        return;
    }
    int at = indentOf(text);
    if (isBlank(text, at) || text[at] == u'\t' || text.startsWith(QLatin1String("...")))
        return;
    while (at < text.size() && text[at] == u'-' && (at + 1 == text.size() || text[at + 1].isSpace())) {
        Entry element;
        element.index = 0; // add() counts
        element.indent = at;
        element.place = {line, at, 1};
        element.lastLine = line;
        int next = at + 1;
        while (next < text.size() && text[next] == u' ')
            ++next;
        const bool inner =
            next < text.size() && !isBlank(text, next) &&
            (colonOf(text, next) >= 0 || (text[next] == u'-' && (next + 1 == text.size() || text[next + 1].isSpace())));
        if (!inner)
            readValue(element, text, line, next);
        if (!add(at, std::move(element)) || !inner)
            return;
        at = next;
    }
    const int colon = colonOf(text, at);
    if (colon < 0) {
        continuePlain(line, at);
        return;
    }
    Entry entry;
    entry.indent = at;
    entry.key = unquoted(text.mid(at, colon - at).trimmed());
    entry.place = {line, at, int(text.mid(at, colon - at).trimmed().size())};
    entry.lastLine = line;
    int value = colon + 1;
    while (value < text.size() && text[value] == u' ')
        ++value;
    readValue(entry, text, line, value);
    add(at, std::move(entry));
}

/// A plain scalar may go on in lines that are indented more.
void YamlOutline::continuePlain(int line, int indent)
{
    if (m_entries.empty() || m_open.empty() || m_open.back() != int(m_entries.size()) - 1)
        return;
    Entry& last = m_entries.back();
    if (last.valueType == Value::Scalar && !last.quoted && indent > last.indent)
        last.lastLine = line;
}

void YamlOutline::readValue(Entry& entry, const QString& text, int line, int column)
{
    // Anchors and tags stand before the value.
    while (column < text.size() && (text[column] == u'&' || text[column] == u'!')) {
        while (column < text.size() && !text[column].isSpace())
            ++column;
        while (column < text.size() && text[column] == u' ')
            ++column;
    }
    column = std::min(column, int(text.size()));
    entry.value = {line, column, 0};
    if (isBlank(text, column))
        return;
    const QChar first = text[column];
    const int end = endOfValue(text, column);
    entry.value.length = end - column;
    if (first == u'|' || first == u'>') {
        entry.valueType = Value::Block;
        m_blockIndent = entry.indent;
    } else if (first == u'{' || first == u'[') {
        entry.valueType = Value::Flow;
        m_flowDepth = std::max(0, depthChange(text.mid(column, end - column)));
    } else {
        entry.valueType = Value::Scalar;
        entry.quoted = first == u'"' || first == u'\'';
        if (entry.quoted && endOfQuoted(text, column) < 0)
            m_openQuote = first;
    }
}

void YamlOutline::closeTo(int indent, bool dash)
{
    // An element may stand at its parent key's own column; a key may not.
    while (!m_open.empty()) {
        const Entry& last = m_entries[size_t(m_open.back())];
        const bool holds = last.indent < indent || (last.indent == indent && dash && !last.isElement());
        if (holds)
            break;
        m_open.pop_back();
    }
}

bool YamlOutline::add(int indent, Entry entry)
{
    const bool dash = entry.isElement();
    closeTo(indent, dash);
    if (m_open.size() >= MostOpen)
        return false;
    entry.parent = m_open.empty() ? -1 : m_open.back();
    entry.document = int(m_documents.size()) - 1;
    const int id = int(m_entries.size());
    auto& siblings = entry.parent < 0 ? m_roots.back() : m_children[size_t(entry.parent)];
    if (dash)
        entry.index = siblings.empty() ? 0 : m_entries[size_t(siblings.back())].index + 1;
    siblings.push_back(id);
    m_entries.push_back(std::move(entry));
    m_children.emplace_back();
    m_open.push_back(id);
    return true;
}

int YamlOutline::documentAt(int line) const
{
    int found = 0;
    for (size_t i = 0; i < m_documents.size(); ++i)
        if (m_documents[i].firstLine <= line)
            found = int(i);
    return found;
}

const std::vector<int>& YamlOutline::children(int entry, int document) const
{
    static const std::vector<int> none;
    if (entry >= 0)
        return m_children[size_t(entry)];
    return document >= 0 && document < int(m_roots.size()) ? m_roots[size_t(document)] : none;
}

int YamlOutline::child(int entry, int document, const QString& key) const
{
    for (const int each : children(entry, document))
        if (!m_entries[size_t(each)].isElement() && m_entries[size_t(each)].key == key)
            return each;
    return -1;
}

int YamlOutline::nearest(int document, const std::vector<OutlineStep>& path) const
{
    int entry = -1;
    for (const OutlineStep& step : path) {
        int next = -1;
        for (const int each : children(entry, document)) {
            const Entry& candidate = m_entries[size_t(each)];
            if (step.index >= 0 ? candidate.index == step.index : !candidate.isElement() && candidate.key == step.key)
                next = each;
        }
        if (next < 0)
            return entry;
        entry = next;
    }
    return entry;
}

std::vector<OutlineStep> YamlOutline::path(int entry) const
{
    std::vector<OutlineStep> steps;
    for (; entry >= 0; entry = m_entries[size_t(entry)].parent)
        steps.push_back({m_entries[size_t(entry)].key, m_entries[size_t(entry)].index});
    std::reverse(steps.begin(), steps.end());
    return steps;
}

int YamlOutline::entryAt(int line, int column) const
{
    // Entries come in the order of their lines.
    auto at = std::upper_bound(m_entries.begin(), m_entries.end(), line,
                               [](int wanted, const Entry& each) { return wanted < each.place.line; });
    while (at != m_entries.begin() && (--at)->place.line == line) {
        if (column < at->place.column)
            continue;
        const bool inKey = column <= at->place.column + at->place.length;
        const bool inValue =
            at->value.length > 0 && column >= at->value.column && column <= at->value.column + at->value.length;
        if (inKey || inValue)
            return int(at - m_entries.begin());
    }
    return -1;
}

int YamlOutline::parentFor(int line, int column) const
{
    auto at = std::lower_bound(m_entries.begin(), m_entries.end(), line,
                               [](const Entry& each, int wanted) { return each.place.line < wanted; });
    const int document = documentAt(line);
    int above = at == m_entries.begin() ? -1 : int(at - m_entries.begin()) - 1;
    if (above < 0 || m_entries[size_t(above)].document != document)
        return -1;
    while (above >= 0 && m_entries[size_t(above)].indent >= column)
        above = m_entries[size_t(above)].parent;
    return above;
}

bool YamlOutline::isFolded(const Entry& entry) const
{
    return entry.valueType == Value::Scalar && entry.lastLine > entry.value.line;
}

QString YamlOutline::scalar(int entry) const
{
    if (entry < 0 || m_entries[size_t(entry)].valueType != Value::Scalar || isFolded(m_entries[size_t(entry)]))
        return {};
    const TextRange& value = m_entries[size_t(entry)].value;
    return unquoted(m_lines[value.line].mid(value.column, value.length));
}

} // namespace skiff::model::edit
