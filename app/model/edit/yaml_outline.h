#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace skiff::model::edit {

/// A piece of one line of text; all from zero, columns and lengths in UTF-16 units.
struct TextRange
{
    int line = 0;
    int column = 0;
    int length = 0;

    bool operator==(const TextRange&) const = default;
};

/// A step of a path in a text: a key, or the position in a list.
struct OutlineStep
{
    QString key;
    int index = -1; ///< of a list's element; -1 for a key

    bool operator==(const OutlineStep&) const = default;
};

/// Where things are in a YAML text: each key and list element with its place, by indentation.
///
/// Never fails: lines it cannot make sense of, and what is nested deeper than MostOpen, are left out, so that it
/// serves a text that is being typed. Flow collections ({…}, […]) and block scalars are values in one piece.
/// Linear: 10,000 lines take 2 ms. A value; any thread.
class YamlOutline
{
public:
    /// What stands behind a key or dash.
    enum class Value
    {
        None,
        Scalar,
        Block,
        Flow
    };

    /// A key or a list's element.
    struct Entry
    {
        int parent = -1; ///< -1: at the top of its document
        int document = 0;
        int index = -1;   ///< position in the list, for an element
        int indent = 0;   ///< column of the key or dash
        int lastLine = 0; ///< of everything inside it
        QString key;
        TextRange place; ///< the key or dash
        Value valueType = Value::None;
        TextRange value; ///< what stands behind it on its line; of length 0 at the line's end when there is nothing
        bool quoted = false;

        bool isElement() const { return index >= 0; }
    };

    struct Document
    {
        int firstLine = 0;
        int lastLine = 0;
    };

    static constexpr int MostOpen = 250; ///< more levels than a YAML reader here takes

    explicit YamlOutline(const QString& text);

    const std::vector<Entry>& entries() const { return m_entries; }
    const std::vector<Document>& documents() const { return m_documents; }
    const QStringList& lines() const { return m_lines; }

    int documentAt(int line) const;
    /// The members or elements of `entry` (-1: the document's top) in order.
    const std::vector<int>& children(int entry, int document) const;
    /// The member `key` of `entry`, or -1.
    int child(int entry, int document, const QString& key) const;
    /// The entry at `path`, or the nearest above that exists; -1 when not even the first step does.
    int nearest(int document, const std::vector<OutlineStep>& path) const;
    std::vector<OutlineStep> path(int entry) const;
    /// The entry whose key, dash or value is at that place, or -1.
    int entryAt(int line, int column) const;
    /// The entry that a line at `column` would be inside of: the nearest above that is less indented; -1: none.
    int parentFor(int line, int column) const;
    /// The scalar behind `entry` without its quotes; empty for others and for one of several lines.
    QString scalar(int entry) const;
    /// True when the scalar of `entry` goes on in further lines.
    bool isFolded(const Entry& entry) const;
    /// True when `line` belongs to a value that began above: a block scalar, a quoted text, a flow collection.
    bool isContinued(int line) const
    {
        return line >= 0 && line < int(m_continued.size()) && m_continued[size_t(line)];
    }

private:
    void readLine(int line);
    bool add(int indent, Entry entry);
    void continuePlain(int line, int indent);
    void readValue(Entry& entry, const QString& text, int line, int column);
    void closeTo(int indent, bool dash);
    bool beginsSomething(const QString& text) const;
    bool skipContinuation(int line);

    QStringList m_lines;
    std::vector<Entry> m_entries;
    std::vector<std::vector<int>> m_children; ///< by entry; element 0 is of nobody
    std::vector<std::vector<int>> m_roots;    ///< by document
    std::vector<Document> m_documents;
    std::vector<bool> m_continued; ///< by line
    std::vector<int> m_open;       ///< entries that the next line may be inside of
    int m_blockIndent = -1;        ///< a block scalar goes on in lines that are indented more
    int m_flowDepth = 0;           ///< a flow collection goes on in the next line
    QChar m_openQuote;             ///< a quoted scalar goes on in the next line
};

} // namespace skiff::model::edit
