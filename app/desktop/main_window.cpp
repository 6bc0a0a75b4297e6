#include "app/desktop/main_window.h"

#include "app/desktop/cluster_view.h"
#include "app/desktop/start_page.h"
#include "widgets/icons.h"
#include "widgets/status_glyph.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int RailWidth = 48;

QToolButton* railButton(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    button->setIconSize(QSize(widgets::metrics::Icon, widgets::metrics::Icon));
    button->setFixedSize(36, 36);
    button->setAutoRaise(true);
    return button;
}

QPixmap glyphPixmap(widgets::Glyph glyph, const QPalette& palette, qreal ratio)
{
    QPixmap pixmap(QSizeF(widgets::GlyphSize * ratio, widgets::GlyphSize * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    drawGlyph(painter, QRectF(0, 0, widgets::GlyphSize, widgets::GlyphSize), glyph, widgets::tokens(palette));
    return pixmap;
}

} // namespace

MainWindow::MainWindow(session::ClusterControl& control, Appearance& appearance, session::Settings* settings,
                       const Clock& clock)
    : m_control(control), m_appearance(appearance), m_settings(settings), m_clock(clock),
      m_own(railButton("ownCluster", "cluster")), m_add(railButton("addCluster", "add")),
      m_theme(railButton("theme", "theme")), m_stop(railButton("stopCluster", "stop")),
      m_delete(railButton("deleteCluster", "delete")), m_stack(new QStackedWidget),
      m_startPage(new StartPage(control)), m_status(new QLabel), m_glyph(new QLabel)
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(880, 560);
    resize(1280, 800);
    makeRail();
    makeActions();
    statusBar()->addWidget(m_glyph);
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
    m_status->setObjectName(QStringLiteral("connectionStatus"));
    m_stack->addWidget(m_startPage);

    connect(&m_control, &session::ClusterControl::stateChanged, this, &MainWindow::onControlState);
    connect(&m_control, &session::ClusterControl::failed, this, [this](const QString& words) {
        // The start page says it itself; elsewhere it must not be missed.
        if (m_stack->currentWidget() != m_startPage)
            QMessageBox::warning(this, tr("Skiff"), words);
    });
    connect(m_startPage, &StartPage::connectRequested, this, &MainWindow::chooseContext);
    if (m_settings)
        restoreGeometry(m_settings->value(QStringLiteral("window/geometry")));
    retranslate();
    onControlState();
    m_control.refresh();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeRail()
{
    auto* rail = new QWidget;
    rail->setObjectName(QStringLiteral("rail"));
    rail->setFixedWidth(RailWidth);
    auto* column = new QVBoxLayout(rail);
    column->setContentsMargins(6, 8, 6, 8);
    column->setSpacing(4);
    for (QToolButton* button : {m_own, m_add})
        column->addWidget(button);
    column->addStretch();
    for (QToolButton* button : {m_stop, m_delete, m_theme})
        column->addWidget(button);
    m_own->setCheckable(true);
    m_own->setChecked(true);

    auto* line = new QFrame;
    line->setFixedWidth(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    auto* central = new QWidget;
    auto* row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(rail);
    row->addWidget(line);
    row->addWidget(m_stack, 1);
    setCentralWidget(central);
}

void MainWindow::makeActions()
{
    connect(m_own, &QToolButton::clicked, this, &MainWindow::showOwn);
    connect(m_add, &QToolButton::clicked, this, &MainWindow::chooseContext);
    connect(m_theme, &QToolButton::clicked, this, &MainWindow::cycleScheme);
    connect(m_stop, &QToolButton::clicked, &m_control, &session::ClusterControl::stop);
    connect(m_delete, &QToolButton::clicked, this, &MainWindow::confirmDelete);
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, [this] {
        if (m_view)
            m_view->focusFilter();
    });
    connect(new QShortcut(QKeySequence::Quit, this), &QShortcut::activated, this, &QWidget::close);
}

void MainWindow::onControlState()
{
    using State = session::ClusterControl::State;
    const State state = m_control.state();
    m_stop->setVisible(state == State::Running || state == State::Stopping);
    m_stop->setEnabled(state == State::Running);
    m_delete->setVisible(state == State::Running || state == State::Deleting);
    m_delete->setEnabled(state == State::Running);
    // Another cluster on screen is left alone.
    if (m_view && !m_viewIsOwn)
        return;
    if (state == State::Running && !m_view)
        showOwn();
    else if (state != State::Running && state != State::Unknown && m_view)
        closeView();
    showStatus();
}

void MainWindow::showOwn()
{
    m_own->setChecked(true);
    if (m_view && m_viewIsOwn)
        return;
    closeView();
    if (m_control.state() != session::ClusterControl::State::Running)
        return;
    const Result<session::Identity> identity = session::loadIdentity(m_control.kubeconfig(), {});
    if (!identity.ok()) {
        QMessageBox::warning(this, tr("Skiff"), QString::fromStdString(identity.error().message));
        return;
    }
    m_viewIsOwn = true;
    showView(*identity);
}

void MainWindow::chooseContext()
{
    QStringList problems;
    const std::vector<session::ContextEntry> entries = session::findContexts(problems);
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("contextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const session::ContextEntry& entry : entries)
        connect(menu->addAction(entry.name), &QAction::triggered, this, [this, entry] { connectTo(entry); });
    if (entries.empty())
        menu->addAction(tr("There is no context in your kubeconfig"))->setEnabled(false);
    for (const QString& problem : problems)
        menu->addAction(problem)->setEnabled(false);
    menu->popup(m_add->mapToGlobal(QPoint(m_add->width() + 4, 0)));
}

void MainWindow::connectTo(const session::ContextEntry& entry)
{
    const Result<session::Identity> identity = session::loadIdentity(entry.file, entry.name);
    if (!identity.ok()) {
        QMessageBox::warning(this, tr("Connect to %1").arg(entry.name),
                             QString::fromStdString(identity.error().message));
        return;
    }
    closeView();
    m_viewIsOwn = false;
    m_own->setChecked(false);
    showView(*identity);
}

void MainWindow::showView(const session::Identity& identity)
{
    m_viewContext = identity.context;
    m_view = new ClusterView(identity, m_clock);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    connect(m_view, &ClusterView::connectionChanged, this, &MainWindow::showStatus);
    const QString last = m_settings ? m_settings->text(QStringLiteral("page")) : QString();
    m_view->openPage(last.isEmpty() ? QStringLiteral("pods") : last);
    retranslate();
}

void MainWindow::closeView()
{
    if (m_view) {
        if (m_settings)
            m_settings->set(QStringLiteral("page"), m_view->currentPage().toUtf8());
        m_stack->removeWidget(m_view);
        m_view->deleteLater();
        m_view = nullptr;
    }
    m_viewContext.clear();
    m_stack->setCurrentWidget(m_startPage);
    retranslate();
}

void MainWindow::cycleScheme()
{
    const bool dark = m_appearance.shown() == widgets::ColorScheme::Dark;
    m_appearance.setScheme(dark ? Appearance::Scheme::Light : Appearance::Scheme::Dark);
    if (m_settings)
        m_settings->set(QStringLiteral("theme"), Appearance::schemeName(m_appearance.scheme()).toUtf8());
    showStatus();
}

void MainWindow::confirmDelete()
{
    const auto answer = QMessageBox::question(
        this, tr("Delete the cluster"),
        tr("Delete the cluster \"%1\" with all its objects, images and volumes? This cannot be undone.")
            .arg(m_control.profile()),
        QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer == QMessageBox::Yes)
        m_control.remove();
}

void MainWindow::showStatus()
{
    const bool live = m_view && m_view->connected();
    m_glyph->setVisible(m_view != nullptr);
    m_glyph->setPixmap(
        glyphPixmap(live ? widgets::Glyph::Dot : widgets::Glyph::Half, palette(), devicePixelRatioF()));
    m_status->setText(m_view ? QStringLiteral("%1 · %2").arg(m_viewContext, m_view->connectionWords()) : QString());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_settings) {
        m_settings->set(QStringLiteral("window/geometry"), saveGeometry());
        if (m_view)
            m_settings->set(QStringLiteral("page"), m_view->currentPage().toUtf8());
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        showStatus();
}

void MainWindow::retranslate()
{
    setWindowTitle(m_viewContext.isEmpty() ? tr("Skiff") : tr("%1 – Skiff").arg(m_viewContext));
    m_own->setToolTip(tr("Your Skiff cluster"));
    m_add->setToolTip(tr("Connect to an existing cluster…"));
    m_theme->setToolTip(tr("Light or dark"));
    m_stop->setToolTip(tr("Stop the cluster"));
    m_delete->setToolTip(tr("Delete the cluster…"));
    showStatus();
}

} // namespace skiff::desktop
