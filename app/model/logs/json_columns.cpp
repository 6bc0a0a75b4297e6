#include "app/model/logs/json_columns.h"

#include "cluster/data/document.h"

#include <algorithm>
#include <array>

namespace skiff::model::logs {

namespace {

constexpr int MostMembers = 200; ///< of all lines; a line with random names must not grow us
constexpr size_t MostSuggested = 8;

QString toText(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

template <typename Visit>
bool visitMembers(QByteArrayView line, Visit visit)
{
    if (line.size() < 2 || line.front() != '{' || line.back() != '}')
        return false;
    const auto document = data::Document::parse(std::string(line.data(), size_t(line.size())));
    if (!document.ok() || !(*document)->root().isObject())
        return false;
    const data::Node root = (*document)->root();
    for (auto it = root.begin(); !(it == root.end()); ++it)
        visit(toText(it.key()), *it);
    return true;
}

/// What people look at first comes first, whatever the program calls it.
int rank(const QString& name)
{
    static const std::array<QStringList, 3> known{
        QStringList{QStringLiteral("level"), QStringLiteral("lvl"), QStringLiteral("severity"),
                    QStringLiteral("log.level")},
        QStringList{QStringLiteral("msg"), QStringLiteral("message"), QStringLiteral("event")},
        QStringList{QStringLiteral("error"), QStringLiteral("err"), QStringLiteral("exception")}};
    for (size_t i = 0; i < known.size(); ++i)
        if (known[i].contains(name, Qt::CaseInsensitive))
            return int(i);
    return int(known.size());
}

bool isTime(const QString& name)
{
    static const QStringList known{QStringLiteral("time"), QStringLiteral("ts"), QStringLiteral("timestamp"),
                                   QStringLiteral("@timestamp"), QStringLiteral("t")};
    return known.contains(name, Qt::CaseInsensitive);
}

} // namespace

void JsonColumns::learn(QByteArrayView line)
{
    const bool json = visitMembers(line, [this](const QString& name, data::Node) {
        auto it = m_members.find(name);
        if (it == m_members.end() && m_members.size() < MostMembers)
            it = m_members.insert(name, {name, 0, int(m_members.size())});
        if (it != m_members.end())
            ++it->count;
    });
    m_lines += json ? 1 : 0;
}

std::vector<JsonColumns::Member> JsonColumns::sorted() const
{
    std::vector<Member> members(m_members.begin(), m_members.end());
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return a.count != b.count ? a.count > b.count : a.order < b.order;
    });
    return members;
}

QStringList JsonColumns::members() const
{
    QStringList names;
    for (const Member& member : sorted())
        names.append(member.name);
    return names;
}

QStringList JsonColumns::suggested() const
{
    std::vector<Member> members = sorted();
    // The line's own time is the first column already; rare members would be empty cells.
    std::erase_if(members, [this](const Member& m) { return isTime(m.name) || m.count * 5 < m_lines; });
    members.resize(std::min(members.size(), MostSuggested));
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return rank(a.name) != rank(b.name) ? rank(a.name) < rank(b.name) : a.order < b.order;
    });
    QStringList names;
    for (const Member& member : members)
        names.append(member.name);
    return names;
}

QHash<QString, QString> jsonMembers(QByteArrayView line)
{
    QHash<QString, QString> members;
    visitMembers(line, [&members](const QString& name, data::Node value) {
        members.insert(name, value.isString() ? toText(value.asString()) : toText(value.span()));
    });
    return members;
}

} // namespace skiff::model::logs
