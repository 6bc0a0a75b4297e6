#pragma once

#include "app/session/log_feed.h"

#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QToolButton;

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

signals:
    void closeRequested();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void open();
    void save();
    void saveTo(const QString& path);
    void retranslate();

    client::Transport& m_transport;
    const QString m_podPath;
    QComboBox* m_containers;
    QCheckBox* m_follow;
    QCheckBox* m_previous;
    QLabel* m_status;
    QToolButton* m_save;
    widgets::LogView* m_view;
    std::unique_ptr<session::LogFeed> m_feed;
};

} // namespace skiff::desktop
