#pragma once

#include <QTabWidget>

class QToolButton;

namespace skiff::desktop {

/// What stands in a tab of the dock: a log, a terminal, forwards, an editor. The dock owns it and
/// deletes it when its tab closes. GUI thread.
class DockPanel : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The tab's text and icon (of widgets::icon()); emit titleChanged() when they change.
    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    /// What the tab's tooltip says more: whose log, which shell.
    virtual QString description() const { return {}; }
    /// A panel with the key of an open one is not opened again; empty: any number.
    virtual QString key() const { return {}; }
    /// Asked before the tab closes. False keeps it: ask the user, then emit closeRequested() once
    /// this would say true.
    virtual bool mayClose() { return true; }

signals:
    void titleChanged();
    void closeRequested();
};

/// The panels below the pages, as tabs. Hidden while it is empty. Ctrl+` goes there and back. GUI thread.
class Dock final : public QTabWidget
{
    Q_OBJECT

public:
    explicit Dock(QWidget* parent = nullptr);

    /// Shows and focuses `panel`, now ours; when one with its key is open already, that one, and
    /// `panel` is deleted. Returns the panel shown.
    DockPanel* open(DockPanel* panel);
    /// The open panel of that key, or nullptr.
    DockPanel* panel(const QString& key) const;
    void reveal(DockPanel* panel);
    /// Asks mayClose().
    void closePanel(DockPanel* panel);
    /// False when some panel wants to be asked first; that one is shown.
    bool mayCloseAll();
    void setFill(bool fill);
    bool filling() const { return m_filling; }

signals:
    /// The user wants the dock to take the pages' room, or give it back.
    void fillRequested(bool fill);
    /// The last panel went.
    void emptied();

protected:
    void changeEvent(QEvent* event) override;

private:
    DockPanel* panelAt(int index) const;
    void describe(DockPanel* panel);
    void showTabMenu(const QPoint& position);
    void setFilling(bool filling);
    void retranslate();

    QToolButton* m_fill;
    bool m_filling = false;
};

} // namespace skiff::desktop
