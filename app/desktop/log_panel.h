#pragma once

#include "app/session/log_feed.h"

#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace skiff::widgets {
class LogView;
}

namespace skiff::desktop {

/// The log of one pod: choose the container, follow or look back. GUI thread.
class LogPanel final : public QWidget
{
    Q_OBJECT

public:
    LogPanel(client::Transport& transport, QString podPath, const std::vector<QString>& containers,
             QWidget* parent = nullptr);

    const widgets::LogView& view() const { return *m_view; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void open();
    void save();
    void retranslate();

    client::Transport& m_transport;
    const QString m_podPath;
    QComboBox* m_containers;
    QCheckBox* m_follow;
    QCheckBox* m_previous;
    QLabel* m_status;
    widgets::LogView* m_view;
    std::unique_ptr<session::LogFeed> m_feed;
};

} // namespace skiff::desktop
