#include "widgets/editor/offer_model.h"

#include "widgets/tokens.h"

#include <QPainter>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int BadgeWidth = 22;
constexpr int RowPadding = 8;

/// 0: begins with it (the same case), 1: begins with it, 2: has it within, 3: has its letters in order; -1: no.
int rankOf(const QString& label, const QString& typed)
{
    if (label.startsWith(typed))
        return 0;
    if (label.startsWith(typed, Qt::CaseInsensitive))
        return 1;
    if (label.contains(typed, Qt::CaseInsensitive))
        return 2;
    qsizetype at = 0;
    for (const QChar letter : typed) {
        at = label.indexOf(letter, at, Qt::CaseInsensitive);
        if (at < 0)
            return -1;
        ++at;
    }
    return 3;
}

QString badge(EditorOffer::Type type)
{
    switch (type) {
    case EditorOffer::Type::Field:
        return QStringLiteral("F");
    case EditorOffer::Type::Value:
        return QStringLiteral("V");
    case EditorOffer::Type::Name:
        return QStringLiteral("N");
    case EditorOffer::Type::Snippet:
        return QStringLiteral("S");
    }
    return {};
}

QColor badgeColor(EditorOffer::Type type, const Tokens& t)
{
    switch (type) {
    case EditorOffer::Type::Field:
        return t.accent;
    case EditorOffer::Type::Value:
        return t.good;
    case EditorOffer::Type::Name:
        return t.busy;
    case EditorOffer::Type::Snippet:
        return t.warning;
    }
    return t.text;
}

} // namespace

std::vector<EditorOffer> fittingOffers(const std::vector<EditorOffer>& offers, const QString& typed)
{
    std::vector<std::pair<int, const EditorOffer*>> ranked;
    for (const EditorOffer& offer : offers)
        if (const int rank = rankOf(offer.label, typed); rank >= 0)
            ranked.push_back({rank, &offer});
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<EditorOffer> fitting;
    for (const auto& [rank, offer] : ranked)
        fitting.push_back(*offer);
    return fitting;
}

void OfferModel::setOffers(std::vector<EditorOffer> offers)
{
    beginResetModel();
    m_offers = std::move(offers);
    endResetModel();
}

QVariant OfferModel::data(const QModelIndex& index, int role) const
{
    const EditorOffer& offer = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return offer.label;
    case Qt::AccessibleTextRole:
        return offer.detail.isEmpty() ? offer.label : offer.label + QStringLiteral(", ") + offer.detail;
    default:
        return {};
    }
}

void OfferDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& offer = static_cast<const OfferModel*>(index.model())->at(index.row());
    const Tokens& t = tokens(option.palette);
    const bool current = option.state & QStyle::State_Selected;
    painter->save();
    painter->fillRect(option.rect, current ? option.palette.color(QPalette::Highlight) : t.surface);
    QRect rect = option.rect.adjusted(RowPadding, 0, -RowPadding, 0);
    painter->setFont(option.font);
    painter->setPen(badgeColor(offer.type, t));
    painter->drawText(rect.left(), rect.top(), BadgeWidth - RowPadding, rect.height(), Qt::AlignCenter,
                      badge(offer.type));
    rect.setLeft(rect.left() + BadgeWidth - RowPadding / 2);
    const QFontMetrics metrics(option.font);
    const QString label = metrics.elidedText(offer.label, Qt::ElideMiddle, rect.width());
    painter->setPen(t.text);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignLeft, label);
    rect.setLeft(rect.left() + metrics.horizontalAdvance(label) + RowPadding * 2);
    painter->setPen(t.second);
    painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight,
                      metrics.elidedText(offer.detail, Qt::ElideRight, std::max(0, rect.width())));
    painter->restore();
}

QSize OfferDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& offer = static_cast<const OfferModel*>(index.model())->at(index.row());
    const QFontMetrics metrics(option.font);
    return {BadgeWidth + 5 * RowPadding + metrics.horizontalAdvance(offer.label) +
                metrics.horizontalAdvance(offer.detail),
            metrics.height() + 6};
}

} // namespace skiff::widgets
