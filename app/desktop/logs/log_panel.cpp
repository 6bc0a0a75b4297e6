#include "app/desktop/logs/log_panel.h"

#include "app/desktop/logs/log_filter_bar.h"
#include "app/desktop/panel_host.h"
#include "widgets/icons.h"
#include "widgets/log_view.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int StreamsPerTransport = 5;

/// What the range box offers: lines from the end, or seconds back.
struct RangeChoice
{
    int lines;
    qint64 seconds;
};
constexpr RangeChoice rangeChoices[] = {{1000, 0}, {100, 0}, {10'000, 0}, {0, 300}, {0, 3600}, {0, 86'400}, {0, 0}};

QToolButton* tool(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setAutoRaise(true);
    if (*icon)
        button->setIcon(widgets::icon(QLatin1String(icon)));
    return button;
}

} // namespace

LogPanel::LogPanel(PanelHost& host, model::ObjectRef target, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_target(std::move(target)),
      m_engine(host.clock()),
      m_rows(m_document),
      m_containers(tool("logContainers", "pods")),
      m_containerMenu(new QMenu(this)),
      m_range(new QComboBox),
      m_status(new QLabel),
      m_follow(tool("logFollow", "follow")),
      m_save(tool("logSave", "save")),
      m_options(tool("logOptions", "menu")),
      m_optionMenu(new QMenu(this)),
      m_columnMenu(new QMenu(this)),
      m_times(addOption("logTimes", false)),
      m_wrap(addOption("logWrap", false)),
      m_table(addOption("logTable", false)),
      m_previous(addOption("logPrevious", false)),
      m_jump(m_optionMenu->addAction(QString())),
      m_filter(new LogFilterBar),
      m_stack(new QStackedWidget),
      m_view(new widgets::LogView),
      m_tableView(new widgets::TableView)
{
    setObjectName(QStringLiteral("logPanel"));
    m_view->setObjectName(QStringLiteral("logView"));
    m_tableView->setObjectName(QStringLiteral("logTableView"));
    m_status->setObjectName(QStringLiteral("logStatus"));
    m_range->setObjectName(QStringLiteral("logRange"));
    m_view->setRows(&m_rows);
    setFocusProxy(m_view);
    layOut();
    retranslate();
    connectAll();
    restart();
}

LogPanel::~LogPanel()
{
    m_view->setRows(nullptr);
    m_follower.reset(); // its streams tell the engine that they end
}

void LogPanel::layOut()
{
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_status->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_containers->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_containers->setPopupMode(QToolButton::InstantPopup);
    m_containers->setMenu(m_containerMenu);
    m_options->setPopupMode(QToolButton::InstantPopup);
    m_options->setMenu(m_optionMenu);
    m_optionMenu->addMenu(m_columnMenu);
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    for (size_t i = 0; i < std::size(rangeChoices); ++i)
        m_range->addItem(QString());
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::Gap, 4);
    bar->setSpacing(widgets::metrics::Gap);
    bar->addWidget(m_containers);
    bar->addWidget(m_range);
    bar->addWidget(m_status, 1);
    bar->addWidget(m_follow);
    bar->addWidget(m_save);
    bar->addWidget(m_options);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_tableView);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_filter);
    page->addWidget(m_stack, 1);
}

QAction* LogPanel::addOption(const char* name, bool checked)
{
    QAction* option = m_optionMenu->addAction(QString());
    option->setObjectName(QLatin1String(name));
    option->setCheckable(true);
    option->setChecked(checked);
    return option;
}

void LogPanel::connectAll()
{
    connect(&m_engine, &model::logs::LogEngine::updated, this,
            [this](const std::shared_ptr<const model::logs::LogUpdate>& update) { apply(*update); });
    connect(&m_engine, &model::logs::LogEngine::saved, this, [this](const QString& problem) {
        problem.isEmpty() ? m_host.notify(tr("The log was saved.")) : m_host.problem(problem);
    });
    connect(&m_document, &model::logs::LogDocument::wasReset, m_view, &widgets::LogView::rowsReset);
    connect(&m_document, &model::logs::LogDocument::dropped, m_view, &widgets::LogView::rowsDropped);
    connect(&m_document, &model::logs::LogDocument::appended, m_view, &widgets::LogView::rowsAppended);
    connect(m_range, &QComboBox::currentIndexChanged, this, &LogPanel::restart);
    connect(m_previous, &QAction::toggled, this, &LogPanel::restart);
    connect(m_follow, &QToolButton::toggled, this, [this](bool follow) {
        m_view->setFollowing(follow);
        if (follow)
            m_tableView->scrollToBottom();
    });
    connect(m_view, &widgets::LogView::followingChanged, m_follow, &QToolButton::setChecked);
    connect(m_save, &QToolButton::clicked, this, &LogPanel::save);
    connect(m_times, &QAction::toggled, this, [this](bool times) {
        m_rows.setTimes(times);
        m_view->rowsReset();
    });
    connect(m_wrap, &QAction::toggled, m_view, &widgets::LogView::setWrap);
    connect(m_table, &QAction::toggled, this, &LogPanel::showTable);
    connect(m_jump, &QAction::triggered, this, &LogPanel::jumpToTime);
    connect(m_containerMenu, &QMenu::aboutToShow, this, &LogPanel::fillContainers);
    connect(m_columnMenu, &QMenu::aboutToShow, this, &LogPanel::fillColumns);
    connect(m_filter, &LogFilterBar::changed, this, &LogPanel::applyView);
    connect(m_filter, &LogFilterBar::nextRequested, this, &LogPanel::showNext);
    connect(m_filter, &LogFilterBar::left, m_view, qOverload<>(&QWidget::setFocus));
}

client::Transport& LogPanel::streamTransport(int source)
{
    const size_t index = size_t(source) / StreamsPerTransport;
    while (m_streams.size() <= index)
        m_streams.push_back(std::make_unique<session::QtTransport>(m_host.cluster().identity()));
    return *m_streams[index];
}

void LogPanel::restart()
{
    m_follower.reset();
    m_engine.clear();
    m_view->setFollowing(true);
    const RangeChoice choice = rangeChoices[std::max(0, m_range->currentIndex())];
    const session::LogRange range{
        .previous = m_previous->isChecked(), .follow = true, .lastLines = choice.lines, .sinceSeconds = choice.seconds};
    m_follower = std::make_unique<session::LogFollower>(
        m_host.transport(), [this](int source) -> client::Transport& { return streamTransport(source); }, m_engine,
        m_target, range);
    connect(m_follower.get(), &session::LogFollower::sourcesChanged, this, &LogPanel::showSources);
    connect(m_follower.get(), &session::LogFollower::stateChanged, this, &LogPanel::showStatus);
    m_follower->start();
    showSources();
    showStatus();
}

/// The next place, or as soon as the engine has found what was typed just now.
void LogPanel::showNext(bool forward)
{
    m_showWhenFound.reset();
    if (!m_view->showFound(forward) && !m_filter->search().isEmpty())
        m_showWhenFound = forward;
}

void LogPanel::apply(const model::logs::LogUpdate& update)
{
    m_document.apply(update);
    m_filter->setFoundCount(m_document.foundCount());
    if (m_showWhenFound && update.reset)
        m_view->showFound(*std::exchange(m_showWhenFound, std::nullopt));
    if (m_tableModel && m_follow->isChecked())
        m_tableView->scrollToBottom();
    showStatus();
}

void LogPanel::applyView()
{
    model::logs::LogView view{
        .include = m_filter->include(), .exclude = m_filter->exclude(), .search = m_filter->search()};
    for (const auto& [number, source] : m_follower->sources())
        if (m_hidden.contains(source.container))
            view.hiddenSources.append(number);
    m_rows.setSearch(view.search);
    m_rows.setHighlight(m_filter->highlight());
    m_engine.setView(view);
    m_view->rowsRestyled();
}

void LogPanel::showSources()
{
    QHash<int, QString> names;
    for (const auto& [number, source] : m_follower->sources())
        names.insert(number, m_follower->nameOf(source));
    const bool first = m_rows.names().isEmpty();
    m_rows.setNames(names);
    if (m_tableModel)
        m_tableModel->setSourceNames(names);
    if (!first)
        m_view->rowsRestyled();
    if (!m_hidden.isEmpty())
        applyView();
}

QString LogPanel::statusText() const
{
    return m_status->text();
}

void LogPanel::showStatus()
{
    if (!m_follower)
        return;
    const QLocale locale;
    QStringList parts;
    if (const QString words = m_follower->words(); !words.isEmpty())
        parts << words;
    if (m_document.gaveUpCount() > 0)
        parts << tr("a pattern is too costly for some lines (%1), which are shown").arg(m_document.gaveUpCount());
    if (m_document.droppedCount() > 0)
        parts << tr("the oldest %1 lines are gone, %2 are kept")
                     .arg(locale.toString(qulonglong(m_document.droppedCount())),
                          locale.formattedDataSize(qint64(m_document.bytes()), 0));
    if (m_document.lineCount() > 0)
        parts << (uint64_t(m_document.rowCount()) == m_document.lineCount()
                      ? (m_document.rowCount() == 1 ? tr("1 line")
                                                    : tr("%1 lines").arg(locale.toString(m_document.rowCount())))
                      : tr("%1 of %2 lines")
                            .arg(locale.toString(m_document.rowCount()),
                                 locale.toString(qulonglong(m_document.lineCount()))));
    m_status->setText(parts.join(QStringLiteral(" · ")));
    m_status->setToolTip(m_status->text());
    QSet<QString> containers;
    for (const auto& [number, source] : m_follower->sources())
        containers.insert(source.container);
    m_containers->setEnabled(!containers.isEmpty());
    const qsizetype shown = containers.size() - (containers & m_hidden).size();
    m_containers->setText(shown == containers.size() ? tr("All containers")
                                                     : tr("%1 of %2 containers").arg(shown).arg(containers.size()));
}

void LogPanel::showTable(bool table)
{
    m_tableView->setModel(nullptr);
    m_tableModel.reset();
    if (table) {
        m_tableModel = std::make_unique<model::logs::JsonTableModel>(m_document);
        m_tableModel->setChosen(m_columns);
        m_tableModel->setSourceNames(m_rows.names());
        m_tableView->setModel(m_tableModel.get());
        m_tableView->setSortingEnabled(false); // in the order of time
        m_tableView->adaptColumns();
        connect(m_tableModel.get(), &QAbstractItemModel::modelReset, m_tableView, &widgets::TableView::adaptColumns);
        m_tableView->scrollToBottom();
    }
    m_stack->setCurrentIndex(table ? 1 : 0);
}

void LogPanel::fillContainers()
{
    m_containerMenu->clear();
    QStringList names;
    for (const auto& [number, source] : m_follower->sources())
        if (!names.contains(source.container))
            names.append(source.container);
    for (const QString& name : names) {
        QAction* choice = m_containerMenu->addAction(name);
        choice->setCheckable(true);
        choice->setChecked(!m_hidden.contains(name));
        connect(choice, &QAction::toggled, this, [this, name](bool shown) {
            shown ? void(m_hidden.remove(name)) : void(m_hidden.insert(name));
            applyView();
            showStatus();
        });
    }
}

void LogPanel::fillColumns()
{
    m_columnMenu->clear();
    if (!m_tableModel || m_tableModel->found().lineCount() == 0) {
        m_columnMenu->addAction(tr("No line is a JSON object"))->setEnabled(false);
        return;
    }
    for (const QString& member : m_tableModel->found().members().mid(0, 30)) {
        QAction* choice = m_columnMenu->addAction(member);
        choice->setCheckable(true);
        choice->setChecked(m_tableModel->columns().contains(member));
        connect(choice, &QAction::toggled, this, [this, member](bool shown) {
            m_columns = m_tableModel->columns();
            shown ? m_columns.append(member) : void(m_columns.removeAll(member));
            m_tableModel->setChosen(m_columns);
        });
    }
}

bool LogPanel::event(QEvent* event)
{
    // Find is the window's key too: while the log has the keyboard it searches the log.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Find))
        event->accept();
    return DockPanel::event(event);
}

void LogPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Find))
        m_filter->focusSearch();
    else if (event->matches(QKeySequence::FindNext) || event->matches(QKeySequence::FindPrevious))
        showNext(event->matches(QKeySequence::FindNext));
    else if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        DockPanel::keyPressEvent(event);
}

void LogPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showStatus();
    }
}

void LogPanel::retranslate()
{
    const QStringList ranges{tr("Last 1,000 lines"), tr("Last 100 lines"), tr("Last 10,000 lines"),
                             tr("Last 5 minutes"),   tr("Last hour"),      tr("Last day"),
                             tr("Everything")};
    for (int i = 0; i < ranges.size(); ++i)
        m_range->setItemText(i, ranges[i]);
    m_containers->setToolTip(tr("Which containers are shown"));
    m_follow->setToolTip(tr("Follow the end of the log (End)"));
    m_save->setToolTip(tr("Save what is shown…"));
    m_options->setToolTip(tr("How the log is shown"));
    m_times->setText(tr("Timestamps"));
    m_wrap->setText(tr("Wrap lines"));
    m_table->setText(tr("JSON as table"));
    m_previous->setText(tr("Before the last restart"));
    m_jump->setText(tr("Go to time…"));
    m_columnMenu->setTitle(tr("Columns"));
    for (QToolButton* button : {m_follow, m_save, m_options})
        button->setAccessibleName(button->toolTip());
}

} // namespace skiff::desktop
