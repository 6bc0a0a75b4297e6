#pragma once

#include "app/desktop/dock.h"
#include "app/desktop/forwards/forward_model.h"

class QLabel;
class QPushButton;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

class PanelHost;

/// All forwards of all clusters with their state and traffic: start, stop, open, copy, change, delete. GUI thread.
class ForwardsPanel final : public DockPanel
{
    Q_OBJECT

public:
    ForwardsPanel(PanelHost& host, session::ForwardBook& book, QWidget* parent = nullptr);

    QString title() const override { return tr("Port forwards"); }
    QString iconName() const override { return QStringLiteral("forward"); }
    QString key() const override { return QStringLiteral("forwards"); }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QPushButton* addButton(const char* name, const char* icon);
    session::Forward* current() const;
    void toggle();
    void openInBrowser();
    void copyAddress();
    void change();
    void takeSuggestion();
    void remove();
    void showButtons();
    void fitColumns();
    void showWords();
    void showMenu(const QPoint& position);
    void retranslate();

    PanelHost& m_host;
    session::ForwardBook& m_book;
    ForwardModel m_model;
    widgets::TableView* m_table;
    QLabel* m_words; ///< of the chosen one, when its row cannot show them all
    QPushButton* m_toggle;
    QPushButton* m_suggestion;
    QPushButton* m_open;
    QPushButton* m_copy;
    QPushButton* m_change;
    QPushButton* m_remove;
};

} // namespace skiff::desktop
