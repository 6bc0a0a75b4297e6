#pragma once

#include "app/session/forward/forward_book.h"

#include <QAbstractTableModel>

namespace skiff::desktop {

/// The forwards of a ForwardBook as a table. GUI thread.
class ForwardModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Address,
        Target,
        Cluster,
        Pod,
        Traffic,
        Status,
        ColumnCount
    };
    enum Role
    {
        GlyphRole = Qt::UserRole + 1,
        StrongRole
    };

    explicit ForwardModel(session::ForwardBook& book, QObject* parent = nullptr);

    session::Forward* forward(int row) const;
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    session::ForwardBook& m_book;
};

} // namespace skiff::desktop
