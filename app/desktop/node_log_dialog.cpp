#include "app/desktop/node_log_dialog.h"

#include "widgets/log_view.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace skiff::desktop {

NodeLogDialog::NodeLogDialog(QString program, QString profile, const QString& service, QWidget* parent)
    : QDialog(parent), m_program(std::move(program)), m_profile(std::move(profile)), m_services(new QComboBox),
      m_status(new QLabel), m_view(new widgets::LogView)
{
    setObjectName(QStringLiteral("nodeLog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Log of the node"));
    resize(880, 520);
    for (const char* name : {"server", "agent", "containerd"})
        m_services->addItem(QLatin1String(name));
    m_services->setCurrentText(service);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_status->setWordWrap(true);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, widgets::metrics::Gap, widgets::metrics::WideGap, widgets::metrics::Gap);
    bar->addWidget(m_services);
    bar->addWidget(m_status, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    connect(m_services, &QComboBox::currentIndexChanged, this, &NodeLogDialog::read);
    connect(&m_process, &QProcess::finished, this, &NodeLogDialog::onFinished);
    read();
}

void NodeLogDialog::read()
{
    m_view->clear();
    m_status->clear();
    m_process.kill();
    m_process.waitForFinished(1000);
    m_process.start(m_program, {QStringLiteral("logs"), QStringLiteral("-p"), m_profile, m_services->currentText()});
}

void NodeLogDialog::onFinished()
{
    const QString text = QString::fromUtf8(m_process.readAllStandardOutput());
    m_view->append(text.split(QLatin1Char('\n'), Qt::SkipEmptyParts));
    const QString problem = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
    m_status->setText(!problem.isEmpty() ? problem : text.isEmpty() ? tr("This service has written nothing.") : QString());
}

} // namespace skiff::desktop
