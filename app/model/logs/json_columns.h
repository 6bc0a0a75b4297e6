#pragma once

#include <QByteArrayView>
#include <QHash>
#include <QString>
#include <QStringList>

namespace skiff::model::logs {

/// Finds out which members JSON lines have and which of them are worth a column: what most lines
/// have, level and message first. One thread.
class JsonColumns
{
public:
    /// Looks at a line; lines that are no JSON object count for nothing.
    void learn(QByteArrayView line);

    int lineCount() const { return m_lines; }
    /// All members seen, the most frequent first.
    QStringList members() const;
    /// The members that are shown when nothing was chosen.
    QStringList suggested() const;

private:
    struct Member
    {
        QString name;
        int count = 0;
        int order = 0; ///< of its first appearance
    };
    std::vector<Member> sorted() const;

    QHash<QString, Member> m_members;
    int m_lines = 0;
};

/// The members of one line by name: text as it is, other values as JSON. Empty for no JSON object.
QHash<QString, QString> jsonMembers(QByteArrayView line);

} // namespace skiff::model::logs
