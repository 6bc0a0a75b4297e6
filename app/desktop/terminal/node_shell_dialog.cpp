#include "app/desktop/terminal/node_shell_dialog.h"

#include "app/desktop/panel_host.h"
#include "widgets/tokens.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

NodeShellDialog::NodeShellDialog(PanelHost& host, const model::ObjectRef& node, QWidget* parent)
    : QDialog(parent), m_host(host), m_image(new QLineEdit), m_nameSpace(new QLineEdit)
{
    setObjectName(QStringLiteral("nodeShellDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Open a shell on node %1?").arg(node.name));
    const QByteArray before = host.cluster().remembered(QStringLiteral("node-shell-image"));
    m_image->setObjectName(QStringLiteral("nodeShellImage"));
    m_image->setText(before.isEmpty() ? QStringLiteral("busybox:stable") : QString::fromUtf8(before));
    m_nameSpace->setObjectName(QStringLiteral("nodeShellNamespace"));
    m_nameSpace->setText(host.cluster().defaultNamespace());
    auto* words = new QLabel(
        tr("A privileged pod is started on the node, with its root folder, processes and network. What you do in the "
           "shell is done on the node itself, as root. The pod is removed when you close the terminal."));
    words->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("Image"), m_image);
    form->addRow(tr("Namespace"), m_nameSpace);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton* open = buttons->addButton(tr("Open the shell"), QDialogButtonBox::AcceptRole);
    open->setObjectName(QStringLiteral("nodeShellOpen"));
    open->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::PageMargin, widgets::metrics::Margin, widgets::metrics::PageMargin,
                               widgets::metrics::Margin);
    column->setSpacing(widgets::metrics::WideGap);
    column->addWidget(words);
    column->addLayout(form);
    column->addWidget(buttons);
    setMinimumWidth(460);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::accepted, this, [this] {
        m_host.cluster().remember(QStringLiteral("node-shell-image"), m_image->text().trimmed().toUtf8());
    });
}

QString NodeShellDialog::image() const
{
    return m_image->text().trimmed();
}

QString NodeShellDialog::nameSpace() const
{
    return m_nameSpace->text().trimmed();
}

} // namespace skiff::desktop
