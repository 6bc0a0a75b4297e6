#pragma once

#include "widgets/editor/editor_types.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace skiff::widgets {

/// The offers that fit what has been typed. GUI thread.
class OfferModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setOffers(std::vector<EditorOffer> offers);
    const EditorOffer& at(int row) const { return m_offers[size_t(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_offers.size()); }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<EditorOffer> m_offers;
};

/// Label, and its detail at the other end of the line; a letter tells the type.
class OfferDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Those of `offers` that `typed` can mean, the best first: what begins with it, then what has it
/// within, then what has its letters in order. Keeps the order among equals. Pure.
std::vector<EditorOffer> fittingOffers(const std::vector<EditorOffer>& offers, const QString& typed);

} // namespace skiff::widgets
