#include "app/desktop/dock.h"

#include "widgets/icons.h"

#include <QEvent>
#include <QMenu>
#include <QTabBar>
#include <QToolButton>

namespace skiff::desktop {

Dock::Dock(QWidget* parent) : QTabWidget(parent), m_fill(new QToolButton)
{
    setObjectName(QStringLiteral("dock"));
    setDocumentMode(true);
    setTabsClosable(true);
    setMovable(true);
    setAutoFillBackground(true);
    tabBar()->setContextMenuPolicy(Qt::CustomContextMenu);
    tabBar()->setElideMode(Qt::ElideMiddle);
    m_fill->setObjectName(QStringLiteral("dockFill"));
    m_fill->setAutoRaise(true);
    m_fill->setCheckable(true);
    m_fill->setIcon(widgets::icon(QStringLiteral("fill")));
    setCornerWidget(m_fill);
    hide();
    connect(this, &QTabWidget::tabCloseRequested, this, [this](int index) { closePanel(panelAt(index)); });
    connect(tabBar(), &QWidget::customContextMenuRequested, this, &Dock::showTabMenu);
    connect(m_fill, &QToolButton::toggled, this, &Dock::setFilling);
    retranslate();
}

DockPanel* Dock::open(DockPanel* panel)
{
    if (DockPanel* known = panel->key().isEmpty() ? nullptr : this->panel(panel->key())) {
        delete panel;
        reveal(known);
        return known;
    }
    addTab(panel, widgets::icon(panel->iconName()), panel->title());
    describe(panel);
    connect(panel, &DockPanel::titleChanged, this, [this, panel] { describe(panel); });
    connect(
        panel, &DockPanel::closeRequested, this, [this, panel] { closePanel(panel); }, Qt::QueuedConnection);
    reveal(panel);
    return panel;
}

DockPanel* Dock::panel(const QString& key) const
{
    for (int i = 0; i < count(); ++i)
        if (panelAt(i)->key() == key)
            return panelAt(i);
    return nullptr;
}

void Dock::reveal(DockPanel* panel)
{
    setVisible(true);
    setCurrentWidget(panel);
    panel->setFocus(Qt::OtherFocusReason);
}

void Dock::closePanel(DockPanel* panel)
{
    const int index = indexOf(panel);
    if (index < 0)
        return;
    if (!panel->mayClose()) {
        reveal(panel);
        return;
    }
    removeTab(index);
    delete panel;
    if (count() > 0)
        return;
    m_fill->setChecked(false);
    hide();
    emit emptied();
}

bool Dock::mayCloseAll()
{
    for (int i = 0; i < count(); ++i)
        if (!panelAt(i)->mayClose()) {
            reveal(panelAt(i));
            return false;
        }
    return true;
}

void Dock::setFill(bool fill)
{
    m_fill->setChecked(fill && count() > 0);
}

void Dock::changeEvent(QEvent* event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

DockPanel* Dock::panelAt(int index) const
{
    return static_cast<DockPanel*>(widget(index)); // only open() adds
}

void Dock::describe(DockPanel* panel)
{
    const int index = indexOf(panel);
    setTabText(index, panel->title());
    setTabIcon(index, widgets::icon(panel->iconName()));
    setTabToolTip(index, panel->description());
}

void Dock::showTabMenu(const QPoint& position)
{
    const int index = tabBar()->tabAt(position);
    if (index < 0)
        return;
    DockPanel* panel = panelAt(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Close")), &QAction::triggered, panel, [this, panel] { closePanel(panel); });
    QAction* others = menu->addAction(tr("Close the others"));
    others->setEnabled(count() > 1);
    connect(others, &QAction::triggered, panel, [this, panel] {
        for (int i = count() - 1; i >= 0; --i)
            if (panelAt(i) != panel)
                closePanel(panelAt(i));
    });
    menu->popup(tabBar()->mapToGlobal(position));
}

void Dock::setFilling(bool filling)
{
    m_filling = filling;
    emit fillRequested(filling);
    retranslate();
}

void Dock::retranslate()
{
    m_fill->setToolTip(m_filling ? tr("Show the page again") : tr("Fill the window"));
    m_fill->setAccessibleName(m_fill->toolTip());
    for (int i = 0; i < count(); ++i)
        describe(panelAt(i));
}

} // namespace skiff::desktop
