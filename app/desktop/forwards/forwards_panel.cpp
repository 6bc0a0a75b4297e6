#include "app/desktop/forwards/forwards_panel.h"

#include "app/desktop/forwards/forward_dialog.h"
#include "app/desktop/panel_host.h"
#include "widgets/icons.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

using State = session::Forward::State;

ForwardsPanel::ForwardsPanel(PanelHost& host, session::ForwardBook& book, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_book(book),
      m_model(book),
      m_table(new widgets::TableView),
      m_words(new QLabel),
      m_toggle(addButton("forwardToggle", "start")),
      m_suggestion(addButton("forwardSuggestion", "forward")),
      m_open(addButton("forwardOpen", "browser")),
      m_copy(addButton("forwardCopy", "copy")),
      m_change(addButton("forwardChange", "menu")),
      m_remove(addButton("forwardRemove", "delete"))
{
    setObjectName(QStringLiteral("forwardsPanel"));
    m_table->setObjectName(QStringLiteral("forwardsTable"));
    m_table->setTableRoles({.glyph = ForwardModel::GlyphRole, .strong = ForwardModel::StrongRole});
    m_table->setSortingEnabled(false); // rows stay where they are while their state changes
    m_table->setModel(&m_model);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSentences(ForwardModel::Status);
    setFocusProxy(m_table);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::WideGap, 4);
    bar->setSpacing(widgets::metrics::Gap);
    for (QPushButton* button : {m_toggle, m_suggestion, m_open, m_copy, m_change})
        bar->addWidget(button);
    bar->addStretch(1);
    bar->addWidget(m_remove);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addLayout(bar);
    page->addWidget(m_table, 1);
    page->addWidget(m_words);
    m_words->setObjectName(QStringLiteral("forwardWords"));
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::WideGap, 4);
    m_words->hide();
    connect(m_toggle, &QPushButton::clicked, this, &ForwardsPanel::toggle);
    connect(m_suggestion, &QPushButton::clicked, this, &ForwardsPanel::takeSuggestion);
    connect(m_open, &QPushButton::clicked, this, &ForwardsPanel::openInBrowser);
    connect(m_copy, &QPushButton::clicked, this, &ForwardsPanel::copyAddress);
    connect(m_change, &QPushButton::clicked, this, &ForwardsPanel::change);
    connect(m_remove, &QPushButton::clicked, this, &ForwardsPanel::remove);
    connect(m_table, &widgets::TableView::rowSelected, this, &ForwardsPanel::showButtons);
    connect(m_table, &widgets::TableView::rowActivated, this, &ForwardsPanel::openInBrowser);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ForwardsPanel::showMenu);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ForwardsPanel::showButtons);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ForwardsPanel::fitColumns);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ForwardsPanel::showButtons);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        fitColumns();
        m_table->selectRow(m_model.rowCount() - 1);
        showButtons();
    });
    retranslate();
    if (m_model.rowCount() > 0)
        m_table->selectRow(m_model.rowCount() - 1);
    fitColumns();
    showButtons();
}

/// Of which cluster a forward is matters when there are several.
void ForwardsPanel::fitColumns()
{
    const auto& forwards = m_book.forwards();
    m_table->setColumnHidden(ForwardModel::Cluster,
                             std::all_of(forwards.begin(), forwards.end(), [this](const auto& each) {
                                 return each->spec().context == m_host.cluster().name();
                             }));
    m_table->adaptColumns();
    showWords();
}

void ForwardsPanel::showWords()
{
    const session::Forward* forward = current();
    const QModelIndex cell = m_table->currentIndex().siblingAtColumn(ForwardModel::Status);
    m_words->setText(forward ? forward->words() : QString());
    m_words->setVisible(forward && !forward->words().isEmpty() &&
                        m_table->sizeHintForIndex(cell).width() > m_table->columnWidth(ForwardModel::Status));
}

void ForwardsPanel::resizeEvent(QResizeEvent* event)
{
    DockPanel::resizeEvent(event);
    showWords();
}

QPushButton* ForwardsPanel::addButton(const char* name, const char* icon)
{
    auto* button = new QPushButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    return button;
}

session::Forward* ForwardsPanel::current() const
{
    return m_model.forward(m_table->currentIndex().row());
}

void ForwardsPanel::toggle()
{
    session::Forward* forward = current();
    if (!forward)
        return;
    if (forward->running())
        m_book.stop(*forward);
    else
        m_book.start(*forward);
    if (forward->state() == State::Stopped && forward->words().isEmpty() &&
        forward->spec().context != m_host.cluster().name())
        m_host.notify(tr("Connect to cluster %1 once, then its forwards can be started.").arg(forward->spec().context));
}

void ForwardsPanel::takeSuggestion()
{
    session::Forward* forward = current();
    if (!forward || forward->suggestedPort() == 0)
        return;
    session::ForwardSpec spec = forward->spec();
    spec.localPort = forward->suggestedPort();
    m_book.change(*forward, spec);
}

void ForwardsPanel::openInBrowser()
{
    if (const session::Forward* forward = current(); forward && forward->state() == State::Ready)
        QDesktopServices::openUrl(forward->url());
}

void ForwardsPanel::copyAddress()
{
    if (const session::Forward* forward = current()) {
        QGuiApplication::clipboard()->setText(QStringLiteral("localhost:%1").arg(forward->spec().localPort));
        m_host.notify(tr("The address was copied."));
    }
}

void ForwardsPanel::change()
{
    session::Forward* forward = current();
    if (!forward)
        return;
    auto* dialog = new ForwardDialog(m_host, forward->spec(), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = forward->spec().id] {
        if (session::Forward* still = m_book.byId(id))
            m_book.change(*still, dialog->spec());
    });
    dialog->open();
}

void ForwardsPanel::remove()
{
    session::Forward* forward = current();
    if (!forward)
        return;
    const session::ForwardSpec spec = forward->spec();
    m_book.remove(*forward);
    m_host.notify(tr("The forward of %1 was deleted.").arg(spec.target.words()),
                  [book = &m_book, spec] { book->add(spec); });
}

void ForwardsPanel::showButtons()
{
    showWords();
    const session::Forward* forward = current();
    const bool running = forward && forward->running();
    m_toggle->setEnabled(forward);
    m_toggle->setText(running ? tr("Stop") : tr("Start"));
    m_toggle->setIcon(widgets::icon(running ? QStringLiteral("stop") : QStringLiteral("start")));
    const int suggested = forward ? forward->suggestedPort() : 0;
    m_suggestion->setVisible(suggested != 0 && !running);
    m_suggestion->setText(tr("Use port %1").arg(suggested));
    m_open->setEnabled(forward && forward->state() == State::Ready);
    for (QPushButton* button : {m_copy, m_change, m_remove})
        button->setEnabled(forward);
}

void ForwardsPanel::showMenu(const QPoint& position)
{
    if (!current())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton* button : {m_toggle, m_open, m_copy, m_change, m_remove}) {
        QAction* action = menu->addAction(button->icon(), button->text(), button, &QPushButton::click);
        action->setEnabled(button->isEnabled());
    }
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void ForwardsPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete)
        remove();
    else if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        DockPanel::keyPressEvent(event);
}

void ForwardsPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        emit titleChanged();
    }
}

void ForwardsPanel::retranslate()
{
    m_table->setEmptyText(tr("No ports are forwarded. Choose a pod or service and \"Forward a port…\"."));
    m_open->setText(tr("Open in the browser"));
    m_copy->setText(tr("Copy the address"));
    m_change->setText(tr("Change…"));
    m_remove->setText(tr("Delete"));
    m_model.retranslate();
    showButtons();
}

} // namespace skiff::desktop
