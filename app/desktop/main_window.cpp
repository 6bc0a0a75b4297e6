#include "app/desktop/main_window.h"

#include "app/desktop/apply/manifest_drop.h"
#include "app/desktop/cluster_rail.h"
#include "app/desktop/cluster_view.h"
#include "app/desktop/dock.h"
#include "app/desktop/message.h"
#include "app/desktop/start_page.h"
#include "app/model/advice.h"
#include "app/model/foreign_text.h"
#include "app/session/edit/drafts.h"
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

/// What a context is remembered by: its name, and its file when the user has added that.
QString keyOf(const session::ContextEntry& entry)
{
    return entry.file.isEmpty() ? entry.name : entry.name + QLatin1Char('\t') + entry.file;
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
      m_opener(new ClusterOpener(settings, *this)),
      m_drop(new ManifestDrop(*this, [this] { return m_view ? &m_view->host() : nullptr; })),
      m_status(new QLabel),
      m_glyph(new QLabel), m_latency(new QLabel)
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
    m_status->setTextFormat(Qt::PlainText); // names of contexts are foreign
    m_status->setObjectName(QStringLiteral("connectionStatus"));
    m_status->setForegroundRole(QPalette::PlaceholderText);
    statusBar()->setContentsMargins(widgets::metrics::Margin, 1, widgets::metrics::WideGap, 0);
    statusBar()->addWidget(m_glyph);
    statusBar()->addWidget(m_status, 1);
    m_latency->setFont(caption);
    m_latency->setForegroundRole(QPalette::PlaceholderText);
    statusBar()->addPermanentWidget(m_latency);
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
        closeView(name);
        QStringList keys = rememberedContexts();
        keys.removeAll(name);
        rememberContexts(keys);
    });
    connect(m_rail, &ClusterRail::disconnectRequested, this, &MainWindow::closeView);
    connect(m_opener, &ClusterOpener::opened, this, &MainWindow::onOpened);
    connect(m_opener, &ClusterOpener::waiting, this, [this](const session::ContextEntry& entry, const QString& program) {
        m_waiting = tr("Getting credentials for \"%1\": %2").arg(model::foreignLine(entry.name), program);
        showStatus();
    });
    connect(m_opener, &ClusterOpener::failed, this, [this](const session::ContextEntry& entry, const QString& words) {
        m_waiting.clear();
        showStatus();
        tell(this, tr("Connect to %1").arg(model::foreignLine(entry.name)), words);
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
    if (state == State::Running && !m_view)
        showOwn();
    else if (state != State::Running && state != State::Unknown && m_views.contains(QString()))
        closeView({});
    if (ClusterView* own = m_views.value(QString()))
        sayWhetherKnown(*own);
    showStatus();
}

/// The start page says it itself; a view stays, for its server may answer all the same.
void MainWindow::sayWhetherKnown(ClusterView& own)
{
    const bool unknown = m_control.state() == session::ClusterControl::State::Unknown;
    if (unknown && !m_saidUnknown) {
        const model::Advice advice = model::takeApart(m_control.problem());
        const QString reason = advice.command.isEmpty() ? advice.words : advice.words + QLatin1Char(' ') + advice.command;
        own.host().offer(tr("It is not known what the cluster's machine is doing: %1").arg(reason), tr("Ask again"),
                         [this] {
                             m_saidUnknown = false;
                             m_control.refresh();
                         });
        m_saidUnknown = true;
    } else if (!unknown && m_saidUnknown) {
        own.host().notify(tr("It is known again what the cluster's machine is doing."));
        m_saidUnknown = false;
    }
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
    if (m_views.contains(QString())) {
        selectView({});
        return;
    }
    if (m_control.state() != session::ClusterControl::State::Running) {
        selectView({}); // the start page
        return;
    }
    Result<session::Identity> identity = session::loadIdentity(m_control.kubeconfig(), {});
    if (!identity.ok()) {
        tell(this, tr("The cluster runs, but cannot be shown"), QString::fromStdString(identity.error().message));
        return;
    }
    identity->context = m_control.profile(); // inside the node's own kubeconfig all are called alike
    addView({}, *identity);
}

void MainWindow::connectToNamed(const QString& key)
{
    if (m_views.contains(key)) {
        selectView(key);
        return;
    }
    QStringList problems;
    for (const session::ContextEntry& entry : session::findContexts(problems, addedKubeconfigs()))
        if (keyOf(entry) == key) {
            connectTo(entry);
            return;
        }
    problems.prepend(tr("No kubeconfig has a context \"%1\" any more.").arg(ClusterRail::nameOf(key)));
    tell(this, tr("Connect to %1").arg(ClusterRail::nameOf(key)), problems.join(QLatin1Char('\n')));
}

void MainWindow::connectTo(const session::ContextEntry& entry)
{
    if (m_views.contains(keyOf(entry)))
        selectView(keyOf(entry));
    else
        m_opener->open(entry);
}

void MainWindow::onOpened(const session::ContextEntry& entry, const session::Identity& identity, session::ExecCredentials* plugin)
{
    m_waiting.clear();
    QStringList keys = rememberedContexts();
    if (!keys.contains(keyOf(entry)))
        rememberContexts(keys << keyOf(entry));
    addView(keyOf(entry), identity);
    if (plugin)
        renewWith(*m_view, *plugin);
}

void MainWindow::renewWith(ClusterView& view, session::ExecCredentials& plugin)
{
    plugin.setParent(&view);
    session::QtTransport& transport = view.cluster().transport();
    connect(&transport, &session::QtTransport::unauthorized, &plugin, &session::ExecCredentials::renew);
    connect(&plugin, &session::ExecCredentials::got, &view, [&view](const session::Identity& renewed) {
        view.cluster().transport().setCredentials(renewed);
        view.reconnect();
    });
    connect(&plugin, &session::ExecCredentials::failed, &view, [&view](const QString& words) { view.host().problem(words); });
}

QStringList MainWindow::rememberedContexts() const
{
    return m_settings ? m_settings->text(QStringLiteral("contexts")).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                      : QStringList();
}

void MainWindow::rememberContexts(const QStringList& keys)
{
    QStringList kept = keys;
    // The oldest that is not connected leaves.
    for (qsizetype i = 0; i < kept.size() && kept.size() > MostContexts;)
        if (m_views.contains(kept[i]))
            ++i;
        else
            kept.removeAt(i);
    remember("contexts", kept.join(QLatin1Char('\n')).toUtf8());
    m_rail->setContexts(kept);
    showLive();
}

void MainWindow::addView(const QString& key, const session::Identity& identity)
{
    auto* view = new ClusterView(identity, m_settings, m_clock);
    m_views.insert(key, view);
    m_stack->addWidget(view);
    connect(view, &ClusterView::connectionChanged, this, [this] {
        showStatus();
        showLive();
    });
    connect(&view->host(), &PanelHost::paletteRequested, this, &MainWindow::openPalette);
    connect(&view->host(), &PanelHost::shortcutsRequested, this, &MainWindow::showShortcuts);
    const QString last = QString::fromUtf8(view->cluster().remembered(QStringLiteral("page")));
    view->openPage(last.isEmpty() ? QStringLiteral("pods") : last);
    selectView(key);
    view->focusNavigation();
}

void MainWindow::selectView(const QString& key)
{
    m_view = m_views.value(key);
    m_viewKey = key;
    m_stack->setCurrentWidget(m_view ? static_cast<QWidget*>(m_view) : m_startPage);
    m_rail->setCurrent(m_view ? key : QString());
    showLive();
    retranslate();
    m_drop->onClusterShown();
}

/// Through the live clusters in the rail's order.
void MainWindow::nextView(int by)
{
    QStringList keys;
    if (m_views.contains(QString()))
        keys.append(QString());
    for (const QString& key : rememberedContexts())
        if (m_views.contains(key))
            keys.append(key);
    if (!keys.isEmpty())
        selectView(keys[(keys.indexOf(m_viewKey) + by + keys.size()) % keys.size()]);
}

void MainWindow::closeView(const QString& key)
{
    ClusterView* view = m_views.take(key);
    if (!view)
        return;
    view->rememberPage();
    m_stack->removeWidget(view);
    view->deleteLater();
    if (view == m_view)
        selectView(m_views.isEmpty() ? QString() : m_views.constBegin().key());
    showLive();
}

void MainWindow::showLive()
{
    QStringList live;
    for (auto it = m_views.cbegin(); it != m_views.cend(); ++it)
        if (it.value()->connected())
            live.append(it.key());
    m_rail->setLive(live);
}

void MainWindow::showStatus()
{
    const bool live = m_view && m_view->connected();
    statusBar()->setVisible(m_view || !m_waiting.isEmpty());
    m_glyph->setPixmap(glyphPixmap(live ? widgets::Glyph::Dot : widgets::Glyph::Half, palette(), devicePixelRatioF()));
    QStringList words;
    if (!m_waiting.isEmpty())
        words.append(m_waiting);
    else if (m_view)
        words << model::foreignLine(m_view->cluster().name()) << m_view->connectionWords();
    m_status->setText(words.join(QStringLiteral(" · ")));
    const int latency = m_view ? m_view->cluster().connection().latencyMsecs() : -1;
    m_latency->setText(live && latency >= 0 ? tr("%1 ms").arg(latency) : QString());
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
    for (ClusterView* view : std::as_const(m_views))
        if (!view->dock().mayCloseAll()) {
            m_stack->setCurrentWidget(view);
            event->ignore();
            return;
        }
    // Of clusters that are not connected any more there is no tab to ask by.
    if (const QStringList lost = m_settings ? session::Drafts::onlyInMemory(*m_settings) : QStringList();
        !lost.isEmpty()) {
        event->ignore();
        confirm(this, tr("Give up unsaved edits?"),
                tr("They are not on the disk, since they may hold a Secret or could not be written, and end with Skiff: "
                   "%1. Connect to their cluster again to go on with them.")
                    .arg(lost.join(QStringLiteral(", "))),
                tr("Give up edits and close"), [this] {
                    session::Drafts::giveUpOnlyInMemory(*m_settings);
                    close();
                });
        return;
    }
    for (ClusterView* view : std::as_const(m_views))
        view->rememberPage();
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
    setWindowTitle(m_view ? tr("%1 – Skiff").arg(model::foreignLine(m_view->cluster().name())) : tr("Skiff"));
    m_latency->setToolTip(tr("How long the server took to answer"));
    showStatus();
}

} // namespace skiff::desktop
