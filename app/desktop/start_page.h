#pragma once

#include "app/session/cluster_control.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace skiff::widgets {
class Timeline;
}

namespace skiff::desktop {

class CommandBox;

/// The first screen: one card with a boat, one sentence and "Start cluster"; while the cluster
/// starts, the timeline of its phases; after a failure, what went wrong and how to go on, also when it
/// cannot be found out what the cluster is doing. GUI thread.
class StartPage final : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(session::ClusterControl& control, QWidget* parent = nullptr);

signals:
    void connectRequested();
    void deleteRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showState();
    void showTimeline();
    void showWords();
    void startOrAsk();
    void showFailure(const QString& message);
    void showProblem(const QString& message);
    void openLog();
    QString sentence() const;

    session::ClusterControl& m_control;
    QWidget* m_card;
    QLabel* m_boat;
    QLabel* m_title;
    QLabel* m_sentence;
    QLabel* m_problem;
    widgets::Timeline* m_timeline;
    QPushButton* m_start;
    QPushButton* m_delete;
    QPushButton* m_connect;
    QPushButton* m_log;
    CommandBox* m_command;
    bool m_unknown = false; ///< the state could not be found out
};

} // namespace skiff::desktop
