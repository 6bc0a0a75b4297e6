#pragma once

#include "app/session/overview_feed.h"

#include <QWidget>

class QLabel;
class QScrollArea;

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

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void rebuild();
    QWidget* makeContent();
    void open(model::ObjectRef object);

    PanelHost& m_host;
    session::OverviewFeed m_feed;
    PageBar* m_bar;
    QScrollArea* m_scroll;
};

} // namespace skiff::desktop
