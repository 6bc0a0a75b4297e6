#pragma once

#include "app/desktop/actions/action_dialog.h"
#include "app/model/actions/revisions.h"
#include "app/model/resource_kind.h"

#include <vector>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QSpinBox;

namespace skiff::desktop {

/// Asks how many replicas a workload shall have.
class ScaleDialog final : public ActionDialog
{
    Q_OBJECT

public:
    ScaleDialog(const model::ObjectRef& object, int replicas, QWidget* parent);
    int replicas() const;

private:
    QSpinBox* m_replicas;
};

/// A container of a pod template, and its image.
struct ContainerImage
{
    QString container;
    QString image;
    bool init = false;
};

/// Asks for the image of one of a workload's containers.
class ImageDialog final : public ActionDialog
{
    Q_OBJECT

public:
    ImageDialog(const model::ObjectRef& object, std::vector<ContainerImage> containers, QWidget* parent);
    /// The chosen one with its image of before.
    const ContainerImage& container() const;
    QString image() const;

private:
    const std::vector<ContainerImage> m_containers;
    QComboBox* m_container;
    QLineEdit* m_image;
};

/// A workload's revisions, and how the chosen one differs from the present.
class RollbackDialog final : public ActionDialog
{
    Q_OBJECT

public:
    RollbackDialog(const model::ObjectRef& object, std::vector<model::Revision> revisions, QWidget* parent);
    const model::Revision& revision() const;
    const model::Revision& current() const { return m_revisions.front(); }

private:
    void showDifference();

    const std::vector<model::Revision> m_revisions; ///< the first is the present one
    QListWidget* m_list;
    QPlainTextEdit* m_difference;
};

} // namespace skiff::desktop
