#pragma once

#include "app/model/resource_kind.h"

#include <QDialog>

class QLineEdit;

namespace skiff::desktop {

class PanelHost;

/// Asks before a privileged pod is made on a node, and with which image. GUI thread.
class NodeShellDialog final : public QDialog
{
    Q_OBJECT

public:
    NodeShellDialog(PanelHost& host, const model::ObjectRef& node, QWidget* parent);

    QString image() const;
    QString nameSpace() const;

private:
    PanelHost& m_host;
    QLineEdit* m_image;
    QLineEdit* m_nameSpace;
};

} // namespace skiff::desktop
