#pragma once

#include "app/session/overview_feed.h"
#include "widgets/status_glyph.h"

#include <QWidget>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace skiff::desktop {

class PageBar;
class PanelHost;

/// What is wrong in the cluster and why, warnings, recent changes, and what is asked of its capacity. Each line
/// opens its object. GUI thread.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewPage(PanelHost& host, QWidget* parent = nullptr);

    const session::OverviewFeed& feed() const { return m_feed; }
    void reconnect() { m_feed.refresh(); }
    /// The keyboard goes to the first row, when there is one.
    void focusRows();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    QWidget* makeContent();
    QHBoxLayout* makeCapacity();
    void addTroubles(QVBoxLayout& column);
    void addHistory(QVBoxLayout& column);
    void addRow(QVBoxLayout& column, widgets::Glyph glyph, const model::ObjectRef& object, const QString& title,
                const QString& words, WallTime at);
    bool focusRow(const QString& title);
    void open(model::ObjectRef object);

    PanelHost& m_host;
    session::OverviewFeed m_feed;
    bool m_focusWanted = false; ///< as soon as there are rows
    PageBar* m_bar;
    QScrollArea* m_scroll;
};

} // namespace skiff::desktop
