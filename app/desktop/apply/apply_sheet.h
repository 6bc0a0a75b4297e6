#pragma once

#include "app/desktop/apply/apply_model.h"
#include "app/desktop/dock.h"
#include "app/session/apply/manifest_reader.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QPushButton;

namespace skiff::widgets {
class TableView;
}

namespace skiff::desktop {

class ApplyDetails;
class PanelHost;

/// What was dropped on the window: each object with what would happen to it, then, once the user has agreed,
/// with what did. Stays until its tab is closed. GUI thread.
class ApplySheet final : public DockPanel
{
    Q_OBJECT

public:
    ApplySheet(PanelHost& host, const session::ManifestSource& source, QWidget* parent = nullptr);
    ~ApplySheet() override;

    QString title() const override { return tr("Apply %1").arg(m_title); }
    QString iconName() const override { return QStringLiteral("apply"); }
    QString description() const override;
    bool mayClose() override;

    session::ManifestRun& run() { return m_run; }

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectAll();
    void onRead(const std::shared_ptr<const model::edit::Manifest>& manifest);
    void onPhase();
    void readNamespaces();
    void addNamespaces(const QStringList& names);
    void takeNamespace();
    void showCurrent();
    void showState();
    QString sentence() const;
    void confirmUndo();
    void toggleChosen();
    void openObject(int object);
    void showMenu(const QPoint& position);
    void retranslate();

    PanelHost& m_host;
    const QString m_title;
    session::ManifestReader m_reader;
    session::ManifestRun m_run;
    ApplyModel m_model;
    QTimer m_refresh; ///< a run with many objects says more than one can read
    bool m_currentChanged = false;
    bool m_read = false;
    session::ManifestRun::Phase m_was = session::ManifestRun::Phase::Idle; ///< before this one, of those that write
    bool m_closing = false;                                                ///< the user has agreed to stop by closing
    QLabel* m_sentence;
    QLabel* m_namespaceLabel;
    QComboBox* m_namespace;
    QPushButton* m_again;
    QPushButton* m_retry;
    QPushButton* m_undo;
    QPushButton* m_stop;
    QPushButton* m_apply;
    widgets::TableView* m_table;
    ApplyDetails* m_details;
};

} // namespace skiff::desktop
