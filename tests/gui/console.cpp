#include "tests/gui/console.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QScreen>
#include <QTest>
#include <QToolButton>

namespace skiff::test {

namespace {

/// Where pictures go.
QDir screenshots()
{
    return QDir(qEnvironmentVariable("SKIFF_SCREENSHOTS", QStringLiteral(SKIFF_BINARY_DIR "/artefacts/screenshots")));
}

} // namespace

Console::Console(const QString& kubeconfig, const QString& program, const QString& profile, const QString& home)
    : m_home(home.isEmpty() ? m_folder.path() : home)
{
    qputenv("SKIFF_HOME", m_home.toUtf8());
    qputenv("KUBECONFIG", kubeconfig.toUtf8());
    auto settings = session::Settings::open(m_home + QStringLiteral("/desktop.db"));
    if (settings.ok())
        m_settings = std::move(*settings);
    // What a desktop of today has as its system font, so that pictures do not depend on this machine's.
    if (QFontDatabase::families().contains(QStringLiteral("Inter")))
        QApplication::setFont(QFont(QStringLiteral("Inter")));
    m_appearance = std::make_unique<desktop::Appearance>(*qApp);
    m_appearance->setScheme(desktop::Appearance::Scheme::Light);
    m_appearance->setLanguage(QStringLiteral("en"));
    m_control = std::make_unique<session::ClusterControl>(
        program.isEmpty() ? QStringLiteral(SKIFF_BINARY_DIR "/bin/skiff") : program,
        profile.isEmpty() ? QStringLiteral("gui-test") : profile,
        QStringList{QStringLiteral("--network"), QStringLiteral("isolated")});
    openWindow();
}

void Console::openWindow()
{
    m_window = std::make_unique<desktop::MainWindow>(*m_control, *m_appearance, m_settings.get(), m_clock);
    // A designer may look at another size: SKIFF_SCREENSHOT_SIZE=1920x1080.
    const QStringList size = qEnvironmentVariable("SKIFF_SCREENSHOT_SIZE").split(QLatin1Char('x'));
    if (size.size() == 2)
        m_window->resize(size[0].toInt(), size[1].toInt());
    m_window->show();
    (void)QTest::qWaitForWindowExposed(m_window.get());
    m_window->activateWindow(); // there is no window manager to do it
    (void)QTest::qWaitForWindowActive(m_window.get());
}

void Console::restart()
{
    m_window->close();
    m_window.reset();
    openWindow();
}

Console::~Console()
{
    m_window.reset();
    m_control.reset();
}

bool Console::connectToFirstContext()
{
    auto* add = find<QToolButton>(QStringLiteral("addCluster"));
    if (!add)
        return false;
    add->click();
    QMenu* menu = nullptr;
    if (!QTest::qWaitFor([this, &menu] { return (menu = find<QMenu>(QStringLiteral("contextMenu"))) != nullptr; }))
        return false;
    menu->actions().constFirst()->trigger();
    menu->close();
    return QTest::qWaitFor([this] { return find<QWidget>(QStringLiteral("clusterView")) != nullptr; });
}

void Console::shoot(const QString& name)
{
    const QDir folder = screenshots();
    folder.mkpath(QStringLiteral("."));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    if (!m_window->grab().save(folder.filePath(name + QStringLiteral(".png"))))
        qWarning("%s could not be written", qPrintable(folder.filePath(name)));
}

void Console::shootTop(const QString& name)
{
    QCoreApplication::processEvents(); // a menu that has just closed goes first
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (!widget->isVisible() || widget == m_window.get())
            continue;
        QPixmap picture = m_window->grab();
        QPainter painter(&picture);
        const QPoint at = m_window->mapFromGlobal(widget->mapToGlobal(QPoint()));
        painter.drawPixmap(at, widget->grab());
        painter.setPen(widget->palette().color(QPalette::Mid)); // a window manager's frame
        painter.drawRect(QRect(at, widget->size()).adjusted(-1, -1, 0, 0));
        painter.end();
        picture.save(screenshots().filePath(name + QStringLiteral(".png")));
    }
}

void Console::inAll(const QString& name, const std::function<void(const QString&)>& take)
{
    using Scheme = desktop::Appearance::Scheme;
    for (const char* language : {"en", "zh_CN"}) {
        m_appearance->setLanguage(QLatin1String(language));
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            m_appearance->setScheme(scheme);
            QCoreApplication::processEvents();
            take(QStringLiteral("%1-%2-%3").arg(name, desktop::Appearance::schemeName(scheme), QLatin1String(language)));
        }
    }
    m_appearance->setLanguage(QStringLiteral("en"));
    m_appearance->setScheme(Scheme::Light);
    QCoreApplication::processEvents();
}

void Console::shootAll(const QString& name)
{
    inAll(name, [this](const QString& full) { shoot(full); });
}

void Console::shootAllTop(const QString& name, const std::function<QWidget*()>& open)
{
    inAll(name, [this, &open](const QString& full) {
        const QPointer<QWidget> top(open());
        if (!top)
            return;
        shootTop(full);
        top->close();
        (void)QTest::qWaitFor([&top] { return !top; });
    });
}

void choose(QAbstractItemView& table, int row)
{
    table.selectionModel()->setCurrentIndex(table.model()->index(row, 0),
                                            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

} // namespace skiff::test
