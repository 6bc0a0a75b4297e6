#include "app/desktop/logs/log_panel.h"

#include "app/desktop/message.h"
#include "app/model/object_details.h"
#include "app/session/api_words.h"
#include "widgets/icons.h"
#include "widgets/log_view.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

LogPanel::LogPanel(client::Transport& transport, model::ObjectRef pod, QWidget* parent)
    : DockPanel(parent), m_transport(transport), m_pod(std::move(pod)), m_containers(new QComboBox),
      m_follow(new QCheckBox), m_previous(new QCheckBox), m_status(new QLabel), m_save(new QToolButton),
      m_view(new widgets::LogView)
{
    setObjectName(QStringLiteral("logPanel"));
    m_view->setObjectName(QStringLiteral("logView"));
    m_status->setObjectName(QStringLiteral("logStatus"));
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_follow->setChecked(true);
    m_save->setAutoRaise(true);
    m_save->setIcon(widgets::icon(QStringLiteral("save")));
    m_containers->setMinimumWidth(140);
    setFocusProxy(m_view);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::Gap, 4);
    bar->setSpacing(widgets::metrics::WideGap);
    bar->addWidget(m_containers);
    bar->addWidget(m_follow);
    bar->addWidget(m_previous);
    bar->addStretch();
    bar->addWidget(m_status);
    bar->addWidget(m_save);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_view, 1);

    connect(m_containers, &QComboBox::currentIndexChanged, this, &LogPanel::open);
    connect(m_previous, &QCheckBox::toggled, this, &LogPanel::open);
    connect(m_follow, &QCheckBox::toggled, m_view, &widgets::LogView::setFollowing);
    connect(m_view, &widgets::LogView::followingChanged, m_follow, &QCheckBox::setChecked);
    connect(m_save, &QToolButton::clicked, this, &LogPanel::save);
    retranslate();
    readPod();
}

void LogPanel::readPod()
{
    client::ApiRequest request;
    request.path = m_pod.path().toStdString();
    m_call = m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) { onPod(response); });
}

void LogPanel::onPod(const Result<client::ApiResponse>& response)
{
    if (const QString problem = session::problemOf(response); !problem.isEmpty()) {
        m_status->setText(problem);
        return;
    }
    const Result<model::ObjectDetails> details = model::decodeDetails(*response->body, {});
    if (!details.ok()) {
        m_status->setText(QString::fromStdString(details.error().message));
        return;
    }
    const QSignalBlocker quiet(m_containers);
    for (const QString& container : details->containers)
        m_containers->addItem(container);
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
    m_feed = std::make_unique<session::LogFeed>(m_transport, m_pod.path(), m_containers->currentText(),
                                                m_previous->isChecked());
    connect(m_feed.get(), &session::LogFeed::lines, m_view, &widgets::LogView::append);
    connect(m_feed.get(), &session::LogFeed::ended, this, [this](const QString& problem) {
        m_status->setText(problem.isEmpty() ? tr("The log has ended.") : problem);
    });
    m_feed->start();
}

void LogPanel::save()
{
    auto* dialog = new QFileDialog(this, tr("Save the log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("%1.log").arg(m_containers->currentText()));
    connect(dialog, &QFileDialog::fileSelected, this, &LogPanel::saveTo);
    dialog->open();
}

void LogPanel::saveTo(const QString& path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_view->text().toUtf8()) < 0 || !file.commit())
        tell(this, tr("The log was not saved"), tr("%1 could not be written: %2").arg(path, file.errorString()));
}

void LogPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void LogPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        DockPanel::keyPressEvent(event);
}

void LogPanel::retranslate()
{
    m_save->setToolTip(tr("Save the log…"));
    m_follow->setText(tr("Follow"));
    m_previous->setText(tr("Previous"));
    m_previous->setToolTip(tr("The log of the container before its last restart"));
    m_containers->setToolTip(tr("Container"));
}

} // namespace skiff::desktop
