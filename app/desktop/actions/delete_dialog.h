#pragma once

#include "app/desktop/actions/action_dialog.h"
#include "app/model/actions/change.h"

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace skiff::desktop {

/// Asks before objects are deleted: which, what becomes of those that belong to them, how much time they get.
class DeleteDialog final : public ActionDialog
{
    Q_OBJECT

public:
    DeleteDialog(const std::vector<model::ObjectRef>& objects, QWidget* parent);

    model::Propagation propagation() const;
    /// Nothing: the objects' own.
    std::optional<int> graceSeconds() const;

private:
    QComboBox* m_propagation;
    QCheckBox* m_otherGrace;
    QSpinBox* m_grace;
};

} // namespace skiff::desktop
