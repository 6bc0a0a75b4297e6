#include "app/desktop/main_window.h"

#include "app/desktop/cluster_rail.h"
#include "app/desktop/cluster_view.h"
#include "app/desktop/message.h"
#include "app/desktop/start_page.h"
#include "widgets/status_glyph.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QStatusBar>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int MostContexts = 8;

QPixmap glyphPixmap(widgets::Glyph glyph, const QPalette& palette, qreal ratio)
{
    QPixmap pixmap(QSizeF(widgets::GlyphSize * ratio, widgets::GlyphSize * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawGlyph(painter, QRectF(0, 0, widgets::GlyphSize, widgets::GlyphSize), glyph, widgets::tokens(palette));
    return pixmap;
}

/// A line that is there whatever its neighbours do.
QWidget* makeLine()
{
    auto* line = new QWidget;
    line->setFixedWidth(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

} // namespace

MainWindow::MainWindow(session::ClusterControl& control, Appearance& appearance, session::Settings* settings,
                       const Clock& clock)
    : m_control(control),
      m_appearance(appearance),
      m_settings(settings),
      m_clock(clock),
      m_rail(new ClusterRail),
      m_stack(new QStackedWidget),
      m_startPage(new StartPage(control)),
      m_status(new QLabel),
      m_glyph(new QLabel)
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(880, 560);
    resize(1280, 800);
    auto* central = new QWidget;
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(makeLine());
    row->addWidget(m_stack, 1);
    setCentralWidget(central);
    m_stack->addWidget(m_startPage);
    QFont caption = font();
    caption.setPixelSize(12);
    m_status->setFont(caption);
    m_status->setObjectName(QStringLiteral("connectionStatus"));
    m_status->setForegroundRole(QPalette::PlaceholderText);
    statusBar()->setContentsMargins(widgets::metrics::Margin, 1, widgets::metrics::WideGap, 0);
    statusBar()->addWidget(m_glyph);
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setFixedHeight(std::max(24, QFontMetrics(caption).height() + 8)); // the same in every language

    connectAll();
    makeShortcuts();
    m_rail->setContexts(rememberedContexts());
    if (m_settings)
        restoreGeometry(m_settings->value(QStringLiteral("window/geometry")));
    retranslate();
    onControlState();
    m_control.refresh();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectAll()
{
    connect(m_rail, &ClusterRail::ownRequested, this, &MainWindow::showOwn);
    connect(m_rail, &ClusterRail::addRequested, this, &MainWindow::chooseContext);
    connect(m_rail, &ClusterRail::contextRequested, this, &MainWindow::connectToNamed);
    connect(m_rail, &ClusterRail::forgetRequested, this, [this](const QString& name) {
        QStringList names = rememberedContexts();
        names.removeAll(name);
        rememberContexts(names);
    });
    connect(m_rail, &ClusterRail::stopRequested, &m_control, &session::ClusterControl::stop);
    connect(m_rail, &ClusterRail::themeRequested, this, &MainWindow::cycleScheme);
    connect(m_rail, &ClusterRail::menuRequested, this, &MainWindow::showMenu);
    connect(m_startPage, &StartPage::connectRequested, this, &MainWindow::chooseContext);
    connect(m_startPage, &StartPage::deleteRequested, this, &MainWindow::confirmDelete);
    connect(&m_control, &session::ClusterControl::stateChanged, this, &MainWindow::onControlState);
    connect(&m_control, &session::ClusterControl::failed, this, &MainWindow::onControlFailed);
}

void MainWindow::onControlState()
{
    using State = session::ClusterControl::State;
    const State state = m_control.state();
    m_rail->setStoppable(state == State::Running || state == State::Stopping, state == State::Running);
    // Another cluster on screen is left alone.
    if (m_view && !m_viewIsOwn)
        return;
    if (state == State::Running && !m_view)
        showOwn();
    else if (state != State::Running && state != State::Unknown && m_view)
        closeView();
    showStatus();
}

void MainWindow::onControlFailed(const QString& words)
{
    // The start page says itself why a start failed; the rest must not be missed, whatever is shown next.
    using State = session::ClusterControl::State;
    const bool ending = m_control.state() == State::Stopping || m_control.state() == State::Deleting;
    if (ending || m_stack->currentWidget() != m_startPage)
        tell(this, tr("The command failed"), words);
}

void MainWindow::showOwn()
{
    if (m_view && m_viewIsOwn)
        return;
    closeView();
    if (m_control.state() != session::ClusterControl::State::Running)
        return;
    Result<session::Identity> identity = session::loadIdentity(m_control.kubeconfig(), {});
    if (!identity.ok()) {
        tell(this, tr("The cluster runs, but cannot be shown"), QString::fromStdString(identity.error().message));
        return;
    }
    identity->context = m_control.profile(); // inside the node's own kubeconfig all are called alike
    m_viewIsOwn = true;
    showView(*identity);
}

void MainWindow::connectToNamed(const QString& name)
{
    if (m_view && !m_viewIsOwn && m_viewContext == name)
        return;
    QStringList problems;
    for (const session::ContextEntry& entry : session::findContexts(problems))
        if (entry.name == name) {
            connectTo(entry);
            return;
        }
    problems.prepend(tr("No kubeconfig has a context \"%1\" any more.").arg(name));
    tell(this, tr("Connect to %1").arg(name), problems.join(QLatin1Char('\n')));
}

void MainWindow::connectTo(const session::ContextEntry& entry)
{
    const Result<session::Identity> identity = session::loadIdentity(entry.file, entry.name);
    if (!identity.ok()) {
        tell(this, tr("Connect to %1").arg(entry.name), QString::fromStdString(identity.error().message));
        return;
    }
    QStringList names = rememberedContexts();
    if (!names.contains(entry.name))
        rememberContexts(names << entry.name);
    closeView();
    m_viewIsOwn = false;
    showView(*identity);
}

QStringList MainWindow::rememberedContexts() const
{
    return m_settings ? m_settings->text(QStringLiteral("contexts")).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                      : QStringList();
}

void MainWindow::rememberContexts(const QStringList& names)
{
    const QStringList kept = names.mid(std::max<qsizetype>(0, names.size() - MostContexts));
    remember("contexts", kept.join(QLatin1Char('\n')).toUtf8());
    m_rail->setContexts(kept);
}

void MainWindow::showView(const session::Identity& identity)
{
    m_viewContext = identity.context;
    m_view = new ClusterView(identity, m_settings, m_clock);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    m_rail->setCurrent(m_viewIsOwn ? QString() : m_viewContext);
    connect(m_view, &ClusterView::connectionChanged, this, &MainWindow::showStatus);
    connect(&m_view->host(), &PanelHost::paletteRequested, this, &MainWindow::openPalette);
    connect(&m_view->host(), &PanelHost::shortcutsRequested, this, &MainWindow::showShortcuts);
    const QString last = m_settings ? m_settings->text(QStringLiteral("page")) : QString();
    m_view->openPage(last.isEmpty() ? QStringLiteral("pods") : last);
    m_view->focusNavigation();
    retranslate();
}

void MainWindow::closeView()
{
    if (m_view) {
        remember("page", m_view->currentPage().toUtf8());
        m_stack->removeWidget(m_view);
        m_view->deleteLater();
        m_view = nullptr;
    }
    m_viewContext.clear();
    m_stack->setCurrentWidget(m_startPage);
    m_rail->setCurrent({});
    retranslate();
}

void MainWindow::showStatus()
{
    const bool live = m_view && m_view->connected();
    statusBar()->setVisible(m_view != nullptr);
    m_glyph->setPixmap(glyphPixmap(live ? widgets::Glyph::Dot : widgets::Glyph::Half, palette(), devicePixelRatioF()));
    m_status->setText(m_view ? QStringLiteral("%1 · %2").arg(m_viewContext, m_view->connectionWords()) : QString());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_control.state() == session::ClusterControl::State::Starting && !m_closing) {
        event->ignore();
        confirm(this, tr("The cluster is still starting"),
                tr("Closing Skiff now ends the start; nothing half made is left behind."),
                tr("End the start and close"), [this] {
                    m_closing = true;
                    close();
                });
        return;
    }
    remember("window/geometry", saveGeometry());
    if (m_view)
        remember("page", m_view->currentPage().toUtf8());
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        showStatus();
    // The user may have done in a terminal what we asked for.
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && !m_control.busy())
        m_control.refresh();
}

void MainWindow::remember(const char* name, const QByteArray& value)
{
    if (m_settings)
        m_settings->set(QLatin1String(name), value);
}

void MainWindow::retranslate()
{
    setWindowTitle(m_viewContext.isEmpty() ? tr("Skiff") : tr("%1 – Skiff").arg(m_viewContext));
    showStatus();
}

} // namespace skiff::desktop
