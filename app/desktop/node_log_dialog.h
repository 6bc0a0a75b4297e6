#pragma once

#include <QDialog>
#include <QProcess>

class QComboBox;
class QLabel;

namespace skiff::widgets {
class LogView;
}

namespace skiff::desktop {

/// What a service of the cluster's node has written, read by `skiff logs`: for a start that failed.
/// Deletes itself when closed. GUI thread.
class NodeLogDialog final : public QDialog
{
    Q_OBJECT

public:
    NodeLogDialog(QString program, QString profile, const QString& service, QWidget* parent);

private:
    void read();
    void onFinished();

    const QString m_program;
    const QString m_profile;
    QComboBox* m_services;
    QLabel* m_status;
    widgets::LogView* m_view;
    QProcess m_process;
};

} // namespace skiff::desktop
