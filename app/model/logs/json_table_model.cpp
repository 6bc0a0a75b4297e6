#include "app/model/logs/json_table_model.h"

#include <QDateTime>

#include <algorithm>

namespace skiff::model::logs {

namespace {

constexpr int FirstMember = 2; ///< after time and container
constexpr int LearnFrom = 500; ///< lines; more would tell nothing new
constexpr int LearnAtOnce = 200;

} // namespace

JsonTableModel::JsonTableModel(LogDocument& document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document), m_parsed(2000)
{
    connect(&document, &LogDocument::aboutToReset, this, [this] { beginResetModel(); });
    connect(&document, &LogDocument::wasReset, this, [this] {
        m_parsed.clear();
        endResetModel();
        learn(0);
    });
    connect(&document, &LogDocument::aboutToDrop, this, [this](int count) { beginRemoveRows({}, 0, count - 1); });
    connect(&document, &LogDocument::dropped, this, [this] { endRemoveRows(); });
    connect(&document, &LogDocument::aboutToAppend, this, [this](int count) {
        const int from = m_document.rowCount();
        beginInsertRows({}, from, from + count - 1);
    });
    connect(&document, &LogDocument::appended, this, [this](int count) {
        endInsertRows();
        learn(m_document.rowCount() - count);
    });
    learn(0);
}

void JsonTableModel::learn(int from)
{
    const int last = std::min(m_document.rowCount(), from + LearnAtOnce);
    for (int row = from; row < last && m_found.lineCount() < LearnFrom; ++row)
        m_found.learn(m_document.row(row).chunk->utf8(m_document.row(row).index));
    chooseColumns();
}

void JsonTableModel::setChosen(const QStringList& members)
{
    m_chosen = members;
    chooseColumns();
}

void JsonTableModel::chooseColumns()
{
    const QStringList columns = m_chosen.isEmpty() ? m_found.suggested() : m_chosen;
    if (columns == m_columns)
        return;
    beginResetModel();
    m_columns = columns;
    endResetModel();
}

void JsonTableModel::setSourceNames(const QHash<int, QString>& names)
{
    m_names = names;
    if (rowCount() > 0)
        emit dataChanged(index(0, 1), index(rowCount() - 1, 1));
}

int JsonTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_document.rowCount();
}

int JsonTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstMember + std::max<int>(1, int(m_columns.size()));
}

const QHash<QString, QString>& JsonTableModel::members(const LogRow& row) const
{
    if (const auto* known = m_parsed.object(row.number()))
        return *known;
    auto* parsed = new QHash<QString, QString>(jsonMembers(row.chunk->utf8(row.index)));
    m_parsed.insert(row.number(), parsed);
    return *parsed;
}

QVariant JsonTableModel::data(const QModelIndex& index, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const LogRow& row = m_document.row(index.row());
    if (index.column() == 0)
        return row.time() == 0
                   ? QString()
                   : QDateTime::fromMSecsSinceEpoch(row.time() / 1'000'000).toString(QStringLiteral("HH:mm:ss.zzz"));
    if (index.column() == 1)
        return m_names.value(row.source());
    const QHash<QString, QString>& values = members(row);
    const int column = index.column() - FirstMember;
    if (!values.isEmpty())
        return column < m_columns.size() ? values.value(m_columns[column]) : QString();
    const auto message = std::max<qsizetype>(
        0, std::max(m_columns.indexOf(QLatin1String("msg")), m_columns.indexOf(QLatin1String("message"))));
    return column == message ? row.text() : QString();
}

QVariant JsonTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Time");
    if (section == 1)
        return tr("Container");
    return section - FirstMember < m_columns.size() ? m_columns[section - FirstMember] : tr("Message");
}

} // namespace skiff::model::logs
