#include "app/desktop/navigation.h"

#include "app/model/resource_kind.h"
#include "widgets/icons.h"

#include <QEvent>
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
    setSpacing(1);
    viewport()->setBackgroundRole(QPalette::Window);
    QPalette flat = palette();
    flat.setColor(QPalette::Base, palette().color(QPalette::Window));
    setPalette(flat);
    for (const model::ResourceKind& kind : model::resourceKinds()) {
        auto* item = new QListWidgetItem(widgets::icon(kind.id), {}, this);
        item->setData(Qt::UserRole, kind.id);
        item->setSizeHint(QSize(Width, RowHeight));
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
    if (event->type() == QEvent::ApplicationPaletteChange)
        setPalette([] {
            QPalette flat = QPalette();
            flat.setColor(QPalette::Base, flat.color(QPalette::Window));
            return flat;
        }());
}

void Navigation::retranslate()
{
    for (int row = 0; row < count(); ++row)
        if (const model::ResourceKind* kind = model::resourceKind(item(row)->data(Qt::UserRole).toString()))
            item(row)->setText(kind->title());
}

} // namespace skiff::desktop
