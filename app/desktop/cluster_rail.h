#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QToolButton;
class QVBoxLayout;

namespace skiff::desktop {

/// The narrow column of clusters: Skiff's own, those the user connected to, "+"; below, what the
/// window can do. The window decides; the rail only shows and asks. GUI thread.
class ClusterRail final : public QWidget
{
    Q_OBJECT

public:
    explicit ClusterRail(QWidget* parent = nullptr);

    /// The user's contexts by key, a button each.
    void setContexts(const QStringList& keys);
    /// Those that are connected now have a mark.
    void setLive(const QStringList& keys);
    /// The name in a key, which may have a file after a tab.
    static QString nameOf(const QString& key) { return key.section(QLatin1Char('\t'), 0, 0); }
    /// Which cluster is on screen; empty: Skiff's own.
    void setCurrent(const QString& context);
    void setStoppable(bool visible, bool enabled);

    /// Where a menu of "+" or of the window belongs, in global coordinates.
    QPoint besideAdd() const;
    /// For a menu of that height, which opens upwards.
    QPoint besideMenu(int height) const;

signals:
    void ownRequested();
    void contextRequested(const QString& name);
    void forgetRequested(const QString& name);
    void disconnectRequested(const QString& name);
    void addRequested();
    void stopRequested();
    void themeRequested();
    void menuRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void showContextMenu(const QString& name, const QPoint& at);

    QToolButton* m_own;
    QToolButton* m_add;
    QToolButton* m_stop;
    QToolButton* m_theme;
    QToolButton* m_menu;
    QVBoxLayout* m_contextColumn;
    std::vector<QToolButton*> m_contexts;
    QString m_current;
    QStringList m_live;
};

} // namespace skiff::desktop
