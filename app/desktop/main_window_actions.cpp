// What the user can do from anywhere in the window: shortcuts, the menu, the palette.
#include "app/desktop/apply/manifest_drop.h"
#include "app/desktop/cluster_rail.h"
#include "app/desktop/cluster_view.h"
#include "app/desktop/main_window.h"
#include "app/desktop/message.h"
#include "app/desktop/shortcut_sheet.h"
#include "app/model/foreign_text.h"
#include "app/model/resource_kind.h"
#include "widgets/command_palette.h"
#include "widgets/icons.h"

#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QShortcut>
#include <QTextDocument>

namespace skiff::desktop {

namespace {

constexpr int MostInMenu = 40;
constexpr int MostOfProblem = 200;

QString keys(const QKeySequence& sequence)
{
    return sequence.toString(QKeySequence::NativeText);
}

QKeySequence pageKeys(size_t index)
{
    return QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + int(index)));
}

} // namespace

void MainWindow::makeShortcuts()
{
    const auto on = [this](const QKeySequence& sequence, auto action) {
        connect(new QShortcut(sequence, this), &QShortcut::activated, this, action);
    };
    on(QKeySequence::Find, [this] {
        if (m_view)
            m_view->focusFilter();
    });
    on(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_O), [this] { m_drop->chooseFiles(); });
    on(QKeySequence(QKeySequence::Paste), [this] { m_drop->paste(); });
    // With Shift or without: that depends on the keyboard.
    for (const Qt::KeyboardModifiers modifiers : {Qt::KeyboardModifiers(), Qt::KeyboardModifiers(Qt::ShiftModifier)}) {
        on(QKeySequence(QKeyCombination(modifiers, Qt::Key_Question)), [this] { showShortcuts(); });
        on(QKeySequence(QKeyCombination(modifiers, Qt::Key_Colon)), [this] { openPalette(); });
    }
    const auto inView = [this, on](const QKeySequence& sequence, auto action) {
        on(sequence, [this, action] {
            if (m_view)
                action(*m_view);
        });
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_PageDown), [this] { nextView(1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_PageUp), [this] { nextView(-1); });
    inView(QKeySequence::Undo, [](ClusterView& view) { view.undo(); });
    inView(QKeySequence(Qt::Key_N), [](ClusterView& view) { view.chooseNamespaces(); });
    inView(QKeySequence(Qt::Key_0), [](ClusterView& view) { view.cluster().setNamespaces({}); });
    inView(QKeySequence(Qt::ALT | Qt::Key_Left), [](ClusterView& view) { view.goBack(); });
    inView(QKeySequence(Qt::ALT | Qt::Key_Right), [](ClusterView& view) { view.goForward(); });
    inView(QKeySequence(Qt::CTRL | Qt::Key_G), [](ClusterView& view) { view.focusKindSearch(); });
    inView(QKeySequence(Qt::CTRL | Qt::Key_QuoteLeft), [](ClusterView& view) { view.switchFocus(); });
    inView(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), [](ClusterView& view) { view.toggleDockFill(); });
    for (size_t i = 0; i < model::resourceKinds().size(); ++i)
        on(pageKeys(i), [this, i] {
            if (m_view)
                m_view->goToPage(model::resourceKinds()[i].id);
        });
}

void MainWindow::applyManifests(const session::ManifestSource& source)
{
    m_drop->open(source, ManifestDrop::Say::Nothing);
}

void MainWindow::openPalette()
{
    using State = session::ClusterControl::State;
    std::vector<widgets::PaletteCommand> commands;
    if (m_view)
        commands = m_view->paletteCommands();
    commands.push_back({tr("Apply manifests…"), keys(QKeySequence(Qt::CTRL | Qt::Key_O)), [this] { m_drop->chooseFiles(); },
                        widgets::icon(QStringLiteral("apply"))});
    commands.push_back({tr("Apply a folder of manifests…"), {}, [this] { m_drop->chooseFolder(); },
                        widgets::icon(QStringLiteral("apply"))});
    commands.push_back({tr("Apply what is on the clipboard"), keys(QKeySequence(QKeySequence::Paste)),
                        [this] { m_drop->paste(); }, widgets::icon(QStringLiteral("apply"))});
    const State state = m_control.state();
    if (state == State::Absent || state == State::Stopped)
        commands.push_back({tr("Start cluster"), {}, [this] { m_control.start(); }});
    if (state == State::Unknown)
        commands.push_back({tr("Ask again what the cluster is doing"), {}, [this] { m_control.refresh(); }});
    if (state == State::Running)
        commands.push_back({tr("Stop the cluster"), {}, [this] { m_control.stop(); }});
    if (state == State::Running || state == State::Stopped)
        commands.push_back({tr("Delete the cluster…"), {}, [this] { confirmDelete(); }});
    QStringList problems;
    for (const session::ContextEntry& entry : session::findContexts(problems, addedKubeconfigs()))
        commands.push_back({tr("Switch to %1").arg(model::foreignLine(entry.name)), tr("cluster"), [this, entry] { connectTo(entry); },
                            widgets::icon(QStringLiteral("cluster"))});
    commands.push_back({tr("Connect to an existing cluster…"), {}, [this] { chooseContext(); }});
    commands.push_back({tr("Add a kubeconfig file…"), {}, [this] { addKubeconfig(); }});
    commands.push_back({tr("Switch between light and dark"), tr("setting"), [this] { cycleScheme(); }});
    for (const auto& [title, language] : {std::pair(QStringLiteral("English"), QStringLiteral("en")), std::pair(QStringLiteral("简体中文"), QStringLiteral("zh_CN"))})
        commands.push_back({title, tr("language"), [this, chosen = language] { setLanguage(chosen); }});
    commands.push_back({tr("Keyboard shortcuts"), QStringLiteral("?"), [this] { showShortcuts(); }});
    commands.push_back({tr("Quit"), keys(QKeySequence(Qt::CTRL | Qt::Key_Q)), [this] { close(); }});
    auto* palette = new widgets::CommandPalette(std::move(commands), *this);
    if (m_view)
        m_view->searchObjects(*palette);
    palette->open();
}

void MainWindow::showShortcuts()
{
    (new ShortcutSheet(m_view ? &m_view->host().actions() : nullptr, this))->open();
}

void MainWindow::chooseContext()
{
    QStringList problems;
    const std::vector<session::ContextEntry> entries = session::findContexts(problems, addedKubeconfigs());
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("contextMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const session::ContextEntry& entry : entries) {
        if (menu->actions().size() >= MostInMenu) {
            menu->addAction(tr("The palette (Ctrl+K) finds %1 more").arg(int(entries.size()) - MostInMenu))->setEnabled(false);
            break;
        }
        QAction* action = menu->addAction(model::foreignMenuText(entry.name));
        action->setToolTip(Qt::convertFromPlainText(model::foreignLines(
            entry.file.isEmpty() ? entry.server : entry.server + QLatin1Char('\n') + entry.file)));
        connect(action, &QAction::triggered, this, [this, entry] { connectTo(entry); });
    }
    if (entries.empty())
        menu->addAction(tr("Your kubeconfig has no context"))->setEnabled(false);
    for (const QString& problem : problems)
        menu->addAction(model::foreignMenuText(problem.left(MostOfProblem)))->setEnabled(false);
    menu->setToolTipsVisible(true);
    menu->addSeparator();
    connect(menu->addAction(tr("Add a kubeconfig file…")), &QAction::triggered, this, &MainWindow::addKubeconfig);
    menu->popup(m_rail->besideAdd());
}

QStringList MainWindow::addedKubeconfigs() const
{
    return m_settings ? m_settings->text(QStringLiteral("kubeconfigs")).split(QLatin1Char('\n'), Qt::SkipEmptyParts) : QStringList();
}

void MainWindow::addKubeconfig()
{
    auto* dialog = new QFileDialog(this, tr("Add a kubeconfig file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        QStringList problems;
        if (session::findContexts(problems, {file}); !problems.isEmpty()) {
            tell(this, tr("%1 was not added").arg(file), problems.join(QLatin1Char('\n')));
            return;
        }
        QStringList files = addedKubeconfigs();
        if (!files.contains(file))
            remember("kubeconfigs", (files << file).join(QLatin1Char('\n')).toUtf8());
        chooseContext();
    });
    dialog->open();
}

void MainWindow::showMenu()
{
    using State = session::ClusterControl::State;
    const State state = m_control.state();
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("windowMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Search actions and pages…")), &QAction::triggered, this, &MainWindow::openPalette);
    menu->actions().constLast()->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    connect(menu->addAction(tr("Keyboard shortcuts")), &QAction::triggered, this, &MainWindow::showShortcuts);
    menu->actions().constLast()->setShortcut(QKeySequence(Qt::Key_Question));
    menu->addSeparator();
    QAction* apply = menu->addAction(tr("Apply manifests…"));
    apply->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    connect(apply, &QAction::triggered, m_drop, &ManifestDrop::chooseFiles);
    connect(menu->addAction(tr("Apply a folder of manifests…")), &QAction::triggered, m_drop, &ManifestDrop::chooseFolder);
    menu->addSeparator();
    QAction* stop = menu->addAction(tr("Stop the cluster"));
    stop->setEnabled(state == State::Running);
    connect(stop, &QAction::triggered, &m_control, &session::ClusterControl::stop);
    QAction* remove = menu->addAction(tr("Delete the cluster…"));
    remove->setEnabled(state == State::Running || state == State::Stopped);
    connect(remove, &QAction::triggered, this, &MainWindow::confirmDelete);
    menu->addSeparator();
    addLanguages(*menu->addMenu(tr("Language")));
    menu->addSeparator();
    QAction* quit = menu->addAction(tr("Quit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(quit, &QAction::triggered, this, &QWidget::close);
    menu->popup(m_rail->besideMenu(menu->sizeHint().height()));
}

void MainWindow::addLanguages(QMenu& menu)
{
    const auto add = [this, &menu](const QString& title, const QString& language) {
        QAction* action = menu.addAction(title);
        action->setCheckable(true);
        action->setChecked(m_appearance.language() == language);
        connect(action, &QAction::triggered, this, [this, language] { setLanguage(language); });
    };
    add(tr("The system's"), {});
    // Languages are called by their own names, whatever the language of the moment.
    add(QStringLiteral("English"), QStringLiteral("en"));
    add(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
}

void MainWindow::setLanguage(const QString& language)
{
    m_appearance.setLanguage(language);
    remember("language", language.toUtf8());
}

void MainWindow::cycleScheme()
{
    const bool dark = m_appearance.shown() == widgets::ColorScheme::Dark;
    m_appearance.setScheme(dark ? Appearance::Scheme::Light : Appearance::Scheme::Dark);
    remember("theme", Appearance::schemeName(m_appearance.scheme()).toUtf8());
}

void MainWindow::confirmDelete()
{
    confirm(this, tr("Delete the cluster \"%1\"?").arg(m_control.profile()),
            tr("All its objects, images and volumes go with it. This cannot be undone."), tr("Delete cluster"),
            [this] { m_control.remove(); });
}

} // namespace skiff::desktop
