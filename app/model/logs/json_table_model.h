#pragma once

#include "app/model/logs/json_columns.h"
#include "app/model/logs/log_document.h"

#include <QAbstractTableModel>
#include <QCache>

namespace skiff::model::logs {

/// The rows of a LogDocument as a table: time, container, and one column for each chosen member of
/// the JSON lines. A line that is no JSON stands whole in the widest column. GUI thread.
class JsonTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit JsonTableModel(LogDocument& document, QObject* parent = nullptr);

    /// Empty: by themselves.
    void setChosen(const QStringList& members);
    QStringList columns() const { return m_columns; }
    const JsonColumns& found() const { return m_found; }
    void setSourceNames(const QHash<int, QString>& names);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void learn(int from);
    void chooseColumns();
    const QHash<QString, QString>& members(const LogRow& row) const;

    LogDocument& m_document;
    QStringList m_chosen;
    QStringList m_columns;
    JsonColumns m_found;
    QHash<int, QString> m_names;
    mutable QCache<uint64_t, QHash<QString, QString>> m_parsed;
};

} // namespace skiff::model::logs
