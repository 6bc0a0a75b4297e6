#include "app/desktop/log_panel.h"

#include "widgets/icons.h"
#include "widgets/log_view.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

LogPanel::LogPanel(client::Transport& transport, QString podPath, const std::vector<QString>& containers,
                   QWidget* parent)
    : QWidget(parent), m_transport(transport), m_podPath(std::move(podPath)), m_containers(new QComboBox),
      m_follow(new QCheckBox), m_previous(new QCheckBox), m_status(new QLabel), m_view(new widgets::LogView)
{
    setObjectName(QStringLiteral("logPanel"));
    m_view->setObjectName(QStringLiteral("logView"));
    m_status->setObjectName(QStringLiteral("logStatus"));
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_follow->setChecked(true);
    for (const QString& container : containers)
        m_containers->addItem(container);
    auto* save = new QToolButton;
    save->setAutoRaise(true);
    save->setIcon(widgets::icon(QStringLiteral("save")));
    save->setToolTip(tr("Save the log…"));

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::Gap, 4);
    bar->addWidget(m_containers);
    bar->addWidget(m_follow);
    bar->addWidget(m_previous);
    bar->addStretch();
    bar->addWidget(m_status);
    bar->addWidget(save);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_view, 1);

    connect(m_containers, &QComboBox::currentIndexChanged, this, &LogPanel::open);
    connect(m_previous, &QCheckBox::toggled, this, &LogPanel::open);
    connect(m_follow, &QCheckBox::toggled, m_view, &widgets::LogView::setFollowing);
    connect(m_view, &widgets::LogView::followingChanged, m_follow, &QCheckBox::setChecked);
    connect(save, &QToolButton::clicked, this, &LogPanel::save);
    retranslate();
    open();
}

void LogPanel::open()
{
    m_view->clear();
    m_view->setFollowing(true);
    m_status->setText({});
    if (m_containers->count() == 0) {
        m_status->setText(tr("This pod has no containers."));
        return;
    }
    m_feed = std::make_unique<session::LogFeed>(m_transport, m_podPath, m_containers->currentText(),
                                                m_previous->isChecked());
    connect(m_feed.get(), &session::LogFeed::lines, m_view, &widgets::LogView::append);
    connect(m_feed.get(), &session::LogFeed::ended, this, [this](const QString& problem) {
        m_status->setText(problem.isEmpty() ? tr("The log has ended.") : problem);
    });
    m_feed->start();
}

void LogPanel::save()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the log"), QStringLiteral("%1.log").arg(m_containers->currentText()));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_view->text().toUtf8()) < 0 || !file.commit())
        QMessageBox::warning(this, tr("Save the log"), tr("%1 could not be written: %2").arg(path, file.errorString()));
}

void LogPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void LogPanel::retranslate()
{
    m_follow->setText(tr("Follow"));
    m_previous->setText(tr("Previous"));
    m_previous->setToolTip(tr("The log of the container before its last restart"));
    m_containers->setToolTip(tr("Container"));
}

} // namespace skiff::desktop
