#pragma once

#include <QDialog>

namespace skiff::model {
class ActionRegistry;
}

namespace skiff::desktop {

/// All keys on one sheet (?): those of the window, of tables, and of every action. Deletes itself. GUI thread.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT

public:
    /// `actions` may be nullptr: without a cluster there are none.
    ShortcutSheet(const model::ActionRegistry* actions, QWidget* parent);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace skiff::desktop
