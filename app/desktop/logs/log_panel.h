#pragma once

#include "app/desktop/dock.h"
#include "app/model/resource_kind.h"
#include "app/session/log_feed.h"

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
class LogPanel final : public DockPanel
{
    Q_OBJECT

public:
    LogPanel(client::Transport& transport, model::ObjectRef pod, QWidget* parent = nullptr);

    QString title() const override { return m_pod.name; }
    QString iconName() const override { return QStringLiteral("logs"); }
    QString description() const override { return m_pod.words(); }
    QString key() const override { return QStringLiteral("logs ") + m_pod.path(); }

    const widgets::LogView& view() const { return *m_view; }

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void readPod();
    void onPod(const Result<client::ApiResponse>& response);
    void open();
    void save();
    void saveTo(const QString& path);
    void retranslate();

    client::Transport& m_transport;
    const model::ObjectRef m_pod;
    QComboBox* m_containers;
    QCheckBox* m_follow;
    QCheckBox* m_previous;
    QLabel* m_status;
    QToolButton* m_save;
    widgets::LogView* m_view;
    std::unique_ptr<client::Call> m_call;
    std::unique_ptr<session::LogFeed> m_feed;
};

} // namespace skiff::desktop
