#include "app/desktop/apply/manifest_drop.h"

#include "app/desktop/apply/apply_sheet.h"
#include "app/desktop/apply/drop_overlay.h"
#include "app/desktop/dock.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTextEdit>
#include <QUrl>

namespace skiff::desktop {

namespace {

constexpr int LeaveMsecs = 80;

/// Whether a text dragged there is meant to be typed there.
bool takesText(const QWidget& widget)
{
    for (const QWidget* each : {&widget, static_cast<const QWidget*>(widget.parentWidget())}) {
        if (const auto* line = qobject_cast<const QLineEdit*>(each); line && !line->isReadOnly())
            return true;
        if (const auto* plain = qobject_cast<const QPlainTextEdit*>(each); plain && !plain->isReadOnly())
            return true;
        if (const auto* rich = qobject_cast<const QTextEdit*>(each); rich && !rich->isReadOnly())
            return true;
    }
    return false;
}

} // namespace

ManifestDrop::ManifestDrop(QWidget& window, std::function<PanelHost*()> current)
    : QObject(&window), m_window(window), m_current(std::move(current)), m_overlay(new DropOverlay(window))
{
    window.setAcceptDrops(true);
    m_leave.setSingleShot(true);
    m_leave.setInterval(LeaveMsecs);
    connect(&m_leave, &QTimer::timeout, m_overlay, &QWidget::hide);
    // Drags go to the widget below the pointer, and some of these take them for themselves.
    qApp->installEventFilter(this);
}

ManifestDrop::~ManifestDrop() = default;

std::optional<session::ManifestSource> ManifestDrop::sourceIn(const QMimeData* mime)
{
    if (!mime)
        return std::nullopt;
    session::ManifestSource source;
    for (const QUrl& url : mime->urls())
        if (url.isLocalFile())
            source.paths.append(url.toLocalFile());
    if (source.paths.isEmpty() && !mime->hasUrls() && mime->hasText() && model::edit::looksLikeManifest(mime->text()))
        source.text = mime->text();
    return source.empty() ? std::nullopt : std::optional(source);
}

bool ManifestDrop::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
        if (auto* widget = qobject_cast<QWidget*>(watched); widget && widget->window() == &m_window)
            return onDrag(*widget, *static_cast<QDropEvent*>(event));
        return false;
    case QEvent::DragLeave:
        m_leave.start();
        return false;
    default:
        return false;
    }
}

bool ManifestDrop::onDrag(QWidget& widget, QDropEvent& event)
{
    if (event.source())
        return false; // from inside: rows of a table, a piece of text
    if (event.type() == QEvent::DragEnter)
        m_wanted = sourceIn(event.mimeData()).has_value();
    if (!m_wanted || (!event.mimeData()->hasUrls() && takesText(widget)))
        return false;
    event.setDropAction(Qt::CopyAction);
    event.accept();
    if (event.type() == QEvent::Drop)
        onDrop(event);
    else
        showOverlay();
    return true;
}

void ManifestDrop::showOverlay()
{
    m_leave.stop();
    if (m_overlay->isVisible())
        return;
    PanelHost* host = m_current();
    if (host)
        m_overlay->showOver(tr("Drop to apply to %1").arg(host->cluster().name()),
                            tr("Objects that say no namespace go to %1. You see first what would happen.")
                                .arg(host->cluster().defaultNamespace()));
    else
        m_overlay->showOver(tr("No cluster is connected"), tr("What you drop is shown as soon as there is one."));
}

void ManifestDrop::onDrop(QDropEvent& event)
{
    m_leave.stop();
    m_overlay->hide();
    m_wanted = false;
    if (const auto source = sourceIn(event.mimeData()))
        open(*source);
    m_window.activateWindow();
}

void ManifestDrop::open(const session::ManifestSource& source, Say say)
{
    if (source.empty())
        return;
    PanelHost* host = m_current();
    if (!host) {
        m_waiting = source;
        if (say == Say::Something)
            tell(&m_window, tr("No cluster is connected"),
                 tr("Start or connect to a cluster: then you see what applying %1 would do.").arg(source.title()));
        return;
    }
    host->dock().open(new ApplySheet(*host, source));
}

void ManifestDrop::onClusterShown()
{
    if (!m_waiting.empty() && m_current())
        open(std::exchange(m_waiting, {}));
}

void ManifestDrop::paste()
{
    if (const auto source = sourceIn(QGuiApplication::clipboard()->mimeData()))
        open(*source);
    else if (PanelHost* host = m_current())
        host->notify(tr("The clipboard holds no manifest: neither files nor a text with apiVersion and kind."));
}

void ManifestDrop::chooseFiles()
{
    choose(false);
}

void ManifestDrop::chooseFolder()
{
    choose(true);
}

void ManifestDrop::choose(bool folder)
{
    auto* dialog = new QFileDialog(&m_window, folder ? tr("Apply a folder of manifests") : tr("Apply manifests"));
    dialog->setObjectName(QStringLiteral("manifestDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    if (!folder)
        dialog->setNameFilters({tr("Manifests (*.yaml *.yml *.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this,
            [this](const QStringList& paths) { open({.paths = paths, .text = {}}); });
    dialog->open();
}

} // namespace skiff::desktop
