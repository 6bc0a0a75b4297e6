#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace skiff::desktop {

class PanelHost;

/// The head of every page: back and forward, its title with a count or place beside it, the page's own
/// controls, the namespaces and the way into the palette. GUI thread.
class PageBar final : public QWidget
{
    Q_OBJECT

public:
    PageBar(PanelHost& host, bool withNamespaces, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setCaption(const QString& caption);
    QString caption() const;
    /// Stands before the namespaces.
    void addWidget(QWidget* widget);
    /// A button with an icon before the namespaces, which the page owns from then on.
    QToolButton* addButton(const char* name, const char* icon);

protected:
    void changeEvent(QEvent* event) override;

private:
    void keepTabOrder();
    void showNamespaces();
    void showHistory();
    void retranslate();

    PanelHost& m_host;
    QToolButton* m_back;
    QToolButton* m_forward;
    QLabel* m_title;
    QLabel* m_caption;
    QHBoxLayout* m_extras;
    QToolButton* m_namespaces;
    QToolButton* m_search;
};

} // namespace skiff::desktop
