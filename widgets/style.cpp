#include "widgets/style.h"

#include "widgets/style_drawing.h"
#include "widgets/tokens.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QTreeView>

namespace skiff::widgets {

namespace {

constexpr int ScrollBarWidth = 10;
constexpr int ControlHeight = 28;
constexpr int SpinButtonWidth = 24;

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{}

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QTabBar*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return ScrollBarWidth;
    case PM_ScrollBarSliderMin: return 32;
    case PM_DefaultFrameWidth: return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return metrics::WideGap;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return metrics::Gap;
    case PM_SplitterWidth: return 1;
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_SmallIconSize: return 16;
    case PM_TabBarTabHSpace: return 24;
    case PM_TabBarTabVSpace: return 12;
    case PM_MenuPanelWidth: return 4;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight: return 16;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin: return 2;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_Table_GridLineColor:
        return option ? int(tokens(option->palette).line.rgba()) : QProxyStyle::styleHint(hint, option, widget, data);
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_ScrollBar_Transient: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        result = QSize(std::max(size.width() + 2 * metrics::WideGap, 72), std::max(size.height() + 8, ControlHeight));
        break;
    case CT_LineEdit:
    case CT_SpinBox:
    case CT_ComboBox: result.setHeight(std::max(result.height(), ControlHeight)); break;
    case CT_ToolButton: result = result.expandedTo(QSize(ControlHeight, ControlHeight)); break;
    case CT_ItemViewItem:
        if (qobject_cast<const QTreeView*>(widget))
            result = QSize(result.width() + metrics::Margin + metrics::WideGap, std::max(result.height(), metrics::Row));
        break;
    case CT_HeaderSection: result.setHeight(std::max(result.height(), metrics::Row)); break;
    default: break;
    }
    return result;
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    if (element == SE_LineEditContents)
        return option->rect.adjusted(metrics::Gap, 0, -metrics::Gap, 0);
    if (element == SE_ItemViewItemCheckIndicator && qobject_cast<const QListView*>(widget)) {
        const int size = pixelMetric(PM_IndicatorWidth, option, widget);
        return {option->rect.left() + metrics::Gap, option->rect.center().y() - size / 2 + 1, size, size};
    }
    // Rows of a list are drawn with rounded corners: what they hold keeps away from those.
    if ((element == SE_ItemViewItemDecoration || element == SE_ItemViewItemText) && qobject_cast<const QListView*>(widget)) {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        const int icon = item && !item->icon.isNull() ? item->decorationSize.width() : 0;
        const bool checkable = item && item->features.testFlag(QStyleOptionViewItem::HasCheckIndicator);
        const int check = checkable ? pixelMetric(PM_IndicatorWidth, option, widget) + metrics::Gap : 0;
        const QRect inside = option->rect.adjusted(metrics::Gap + check, 0, -metrics::Gap, 0);
        if (element == SE_ItemViewItemDecoration)
            return {inside.left(), inside.center().y() - item->decorationSize.height() / 2 + 1, icon, item->decorationSize.height()};
        return inside.adjusted(icon > 0 ? icon + metrics::Gap : 0, 0, 0, 0);
    }
    // Rows of a tree stand under their header's labels.
    if (element == SE_ItemViewItemText && qobject_cast<const QTreeView*>(widget)) {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        const bool first = item && (item->viewItemPosition == QStyleOptionViewItem::Beginning ||
                                    item->viewItemPosition == QStyleOptionViewItem::OnlyOne);
        const int own = pixelMetric(PM_FocusFrameHMargin, option, widget) + 1; // what drawing the text adds
        return option->rect.adjusted((first ? metrics::Margin : metrics::WideGap) - own, 0, own - metrics::WideGap, 0);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                            const QWidget* widget) const
{
    if (control == CC_ComboBox && subControl == SC_ComboBoxEditField)
        return option->rect.adjusted(metrics::Gap, 0, -2 * metrics::WideGap, 0);
    if (control == CC_SpinBox) {
        const QRect buttons(option->rect.right() - SpinButtonWidth, option->rect.top() + 1, SpinButtonWidth,
                            option->rect.height() - 2);
        if (subControl == SC_SpinBoxUp)
            return buttons.adjusted(0, 0, 0, -buttons.height() / 2);
        if (subControl == SC_SpinBoxDown)
            return buttons.adjusted(0, buttons.height() / 2, 0, 0);
        if (subControl == SC_SpinBoxEditField)
            return option->rect.adjusted(1, 1, -SpinButtonWidth - 1, -1);
    }
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || !slider)
        return QProxyStyle::subControlRect(control, option, subControl, widget);
    // No arrow buttons: the groove is the whole bar.
    const bool horizontal = slider->orientation == Qt::Horizontal;
    const int length = horizontal ? slider->rect.width() : slider->rect.height();
    const int range = slider->maximum - slider->minimum;
    int handle = length;
    if (range > 0)
        handle = std::clamp(int(qint64(length) * slider->pageStep / (range + slider->pageStep)), std::min(32, length), length);
    const int start =
        sliderPositionFromValue(slider->minimum, slider->maximum, slider->sliderPosition, length - handle, slider->upsideDown);
    const auto part = [&](int from, int size) {
        const QRect rect = horizontal ? QRect(from, 0, size, slider->rect.height())
                                      : QRect(0, from, slider->rect.width(), size);
        return visualRect(slider->direction, slider->rect, rect.translated(slider->rect.topLeft()));
    };
    switch (subControl) {
    case SC_ScrollBarGroove: return slider->rect;
    case SC_ScrollBarSlider: return part(start, handle);
    case SC_ScrollBarSubPage: return part(0, start);
    case SC_ScrollBarAddPage: return part(start + handle, length - start - handle);
    default: return {};
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const Tokens& t = tokens(option->palette);
    switch (element) {
    case PE_PanelButtonCommand: drawButton(option, painter); return;
    case PE_PanelButtonTool: drawTool(option, painter); return;
    case PE_PanelLineEdit: drawLineEdit(option, painter); return;
    case PE_Frame:
    case PE_FrameLineEdit:
        // Item views and text panes sit flush between lines that the layout draws.
        return;
    case PE_IndicatorTabClose: drawClose(option, painter); return;
    case PE_IndicatorCheckBox: drawCheck(option, painter); return;
    case PE_FrameFocusRect:
        // Rows of a list carry the ring themselves.
        if (fromKeyboard(option) && !qobject_cast<const QListView*>(widget))
            drawBox(painter, option->rect, Qt::transparent, t.accent, metrics::FocusRing);
        return;
    case PE_PanelMenu:
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, t.surface);
        painter->setPen(t.line);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelStatusBar: painter->fillRect(QRect(option->rect.topLeft(), QSize(option->rect.width(), 1)), t.line); return;
    case PE_FrameStatusBarItem: return;
    case PE_PanelScrollAreaCorner: painter->fillRect(option->rect, t.surface); return;
    case PE_PanelItemViewItem:
        if (qobject_cast<const QListView*>(widget)) {
            drawListItem(option, painter, widget);
            return;
        }
        break;
    case PE_PanelItemViewRow:
        if (qobject_cast<const QTreeView*>(widget))
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.line);
        return;
    case PE_FrameMenu:
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget: return;
    default: break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    switch (element) {
    case CE_Header:
        drawHeaderSection(option, painter);
        drawHeaderLabel(option, painter);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: drawHeaderSection(option, painter); return;
    case CE_TabBarTabShape: drawTab(option, painter); return;
    case CE_Splitter: painter->fillRect(option->rect, tokens(option->palette).line); return;
    case CE_ProgressBarGroove: return;
    case CE_ProgressBarContents: drawProgress(option, painter); return;
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button && button->features.testFlag(QStyleOptionButton::DefaultButton) &&
            button->state.testFlag(State_Enabled)) {
            QStyleOptionButton onAccent = *button;
            onAccent.palette.setColor(QPalette::ButtonText, tokens(option->palette).accentText);
            QProxyStyle::drawControl(element, &onAccent, painter, widget);
            return;
        }
        break;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (control == CC_ScrollBar)
        drawScrollBar(option, painter, widget);
    else if (control == CC_ComboBox)
        drawCombo(option, painter);
    else if (control == CC_SpinBox)
        drawSpinBox(option, painter, widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace skiff::widgets
