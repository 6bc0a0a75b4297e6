#include "app/desktop/navigation.h"

#include "app/model/resource_kind.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QKeySequence>
#include <QScrollBar>

namespace skiff::desktop {

namespace {

constexpr int Width = 184;
constexpr int RowHeight = 32;

} // namespace

Navigation::Navigation(QWidget* parent) : QListWidget(parent)
{
    setObjectName(QStringLiteral("navigation"));
    setFixedWidth(Width);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setIconSize(QSize(18, 18));
    setMouseTracking(true);
    setViewportMargins(widgets::metrics::Gap, widgets::metrics::Gap, widgets::metrics::Gap, 0);
    // Not a list of content but part of the frame: it has the window's colour.
    setBackgroundRole(QPalette::Window);
    setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Window);
    for (const model::ResourceKind& kind : model::resourceKinds()) {
        auto* item = new QListWidgetItem(widgets::icon(kind.id), {}, this);
        item->setData(Qt::UserRole, kind.id);
        item->setSizeHint(QSize(Width - 2 * widgets::metrics::Gap, RowHeight));
    }
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            emit pageRequested(item->data(Qt::UserRole).toString());
    });
    retranslate();
}

void Navigation::select(const QString& id)
{
    for (int row = 0; row < count(); ++row)
        if (item(row)->data(Qt::UserRole) == id)
            setCurrentRow(row);
}

QString Navigation::currentId() const
{
    return currentItem() ? currentItem()->data(Qt::UserRole).toString() : QString();
}

void Navigation::changeEvent(QEvent* event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void Navigation::retranslate()
{
    for (int row = 0; row < count(); ++row)
        if (const model::ResourceKind* kind = model::resourceKind(item(row)->data(Qt::UserRole).toString())) {
            item(row)->setText(kind->title());
            item(row)->setToolTip(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + row)).toString(QKeySequence::NativeText));
        }
}

} // namespace skiff::desktop
