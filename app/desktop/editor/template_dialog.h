#pragma once

#include "app/desktop/actions/action_dialog.h"

class QLineEdit;
class QListWidget;

namespace skiff::desktop {

class Editors;
class PanelHost;

/// What a new object begins with: our templates of the usual kinds, and every kind that the server lets one make, with
/// what its schema requires. Deletes itself. GUI thread.
class TemplateDialog final : public ActionDialog
{
    Q_OBJECT

public:
    TemplateDialog(PanelHost& host, Editors& editors, QWidget* parent);

private:
    void fill();
    void filter(const QString& words);
    void begin();
    bool eventFilter(QObject* watched, QEvent* event) override;

    PanelHost& m_host;
    Editors& m_editors;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace skiff::desktop
