#pragma once

#include "app/model/kind_catalog.h"

#include <QHash>
#include <QSet>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skiff::session {
class ClusterHandle;
}

namespace skiff::desktop {

/// The list of pages beside the content: the overview, favourites, then every kind the server has in
/// groups that fold. Typing in its field searches all kinds. What may not be listed is dimmed. GUI thread.
class Navigation final : public QWidget
{
    Q_OBJECT

public:
    explicit Navigation(session::ClusterHandle& cluster, QWidget* parent = nullptr);

    /// Shows which page is open, without opening it.
    void select(const QString& id);
    QString currentId() const;
    void focusList();
    void focusSearch();

    static constexpr auto Overview = "overview";

signals:
    void pageRequested(const QString& id);
    /// The search has led to a page: the keyboard belongs there.
    void searchLeft();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuild();
    void addHeader(const QString& title, const QString& key, bool foldedFirst);
    void addPage(const QString& id, const QString& title, const QString& icon, const QString& under);
    void addKind(const model::ResourceKind& kind, const QString& under);
    void showFolded();
    void showAllowed();
    void toggle(QListWidgetItem* header);
    void fold(bool folded);
    void showMenu(const QPoint& position);
    void setFavourite(const QString& id, bool favourite);
    void takeFirstMatch();

    session::ClusterHandle& m_cluster;
    QLineEdit* m_search;
    QListWidget* m_list;
    QStringList m_favourites;
    QHash<QString, bool> m_folded; ///< by group, where the user has said so
};

} // namespace skiff::desktop
