#include "app/desktop/apply/apply_sheet.h"

#include "app/desktop/apply/apply_details.h"
#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/model/table_decoder.h"
#include "widgets/icons.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace skiff::desktop {

using Phase = session::ManifestRun::Phase;
using State = session::ManifestRun::State;

namespace {

constexpr int NamespaceWidth = 160;
constexpr int RefreshMsecs = 50;

QPushButton* makeButton(const char* name, const char* icon = nullptr)
{
    auto* button = new QPushButton;
    button->setObjectName(QLatin1String(name));
    if (icon)
        button->setIcon(widgets::icon(QLatin1String(icon)));
    return button;
}

} // namespace

ApplySheet::ApplySheet(PanelHost& host, const session::ManifestSource& source, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_title(source.title()),
      m_run(host.transport(), host.cluster().discovery()),
      m_model(m_run),
      m_sentence(new QLabel),
      m_namespaceLabel(new QLabel),
      m_namespace(new QComboBox),
      m_again(makeButton("applyAgain", "refresh")),
      m_retry(makeButton("applyRetry", "restart")),
      m_undo(makeButton("applyUndo", "rollback")),
      m_stop(makeButton("applyStop", "stop")),
      m_apply(makeButton("applyButton")),
      m_table(new widgets::TableView),
      m_details(new ApplyDetails(m_run))
{
    setObjectName(QStringLiteral("applySheet"));
    m_sentence->setObjectName(QStringLiteral("applySentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_namespaceLabel->setForegroundRole(QPalette::PlaceholderText);
    m_namespaceLabel->setBuddy(m_namespace);
    m_namespace->setObjectName(QStringLiteral("applyNamespace"));
    m_namespace->setEditable(true);
    m_namespace->setInsertPolicy(QComboBox::NoInsert);
    m_namespace->setMinimumWidth(NamespaceWidth);
    m_apply->setDefault(true);
    m_apply->setAutoDefault(true);
    m_table->setObjectName(QStringLiteral("applyTable"));
    m_table->setTableRoles({.glyph = ApplyModel::GlyphRole, .strong = ApplyModel::StrongRole});
    m_table->setSortingEnabled(false); // their order is what they are applied in
    m_table->setModel(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    setFocusProxy(m_table);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::WideGap, 4);
    bar->setSpacing(widgets::metrics::Gap);
    bar->addWidget(m_sentence, 1);
    bar->addWidget(m_namespaceLabel);
    bar->addWidget(m_namespace);
    for (QPushButton* button : {m_again, m_retry, m_undo, m_stop, m_apply})
        bar->addWidget(button);
    auto* halves = new QSplitter;
    halves->addWidget(m_table);
    halves->addWidget(m_details);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setSizes({600, 400}); // not what the longest texts would like
    halves->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(halves, 1);
    connectAll();
    m_run.setNamespace(host.cluster().defaultNamespace());
    addNamespaces({});
    retranslate();
    readNamespaces();
    m_reader.start(source);
}

ApplySheet::~ApplySheet()
{
    m_run.disconnect(this); // what it says while it goes is for nobody
    m_model.disconnect();
}

void ApplySheet::connectAll()
{
    connect(&m_reader, &session::ManifestReader::read, this, &ApplySheet::onRead);
    connect(&m_run, &session::ManifestRun::phaseChanged, this, &ApplySheet::onPhase);
    connect(&m_run, &session::ManifestRun::planned, this, [this] {
        m_table->adaptColumns();
        showState();
    });
    connect(&m_run, &session::ManifestRun::changed, this, [this](int object) {
        m_currentChanged = m_currentChanged || m_table->currentIndex().row() == m_model.rowOf(object);
        if (!m_refresh.isActive())
            m_refresh.start();
    });
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(RefreshMsecs);
    connect(&m_refresh, &QTimer::timeout, this, [this] {
        if (std::exchange(m_currentChanged, false))
            showCurrent();
        showState();
    });
    connect(m_table, &widgets::TableView::rowSelected, this, &ApplySheet::showCurrent);
    connect(m_table, &widgets::TableView::rowActivated, this, [this](const QModelIndex& index) {
        if (const auto object = m_model.object(index.row()))
            openObject(*object);
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &ApplySheet::showMenu);
    connect(m_details, &ApplyDetails::takeOverRequested, &m_run, &session::ManifestRun::takeOver);
    connect(m_details, &ApplyDetails::openRequested, this, &ApplySheet::openObject);
    connect(m_namespace, &QComboBox::activated, this, &ApplySheet::takeNamespace);
    connect(m_namespace->lineEdit(), &QLineEdit::editingFinished, this, &ApplySheet::takeNamespace);
    connect(m_again, &QPushButton::clicked, &m_run, &session::ManifestRun::check);
    connect(m_retry, &QPushButton::clicked, &m_run, &session::ManifestRun::retry);
    connect(m_undo, &QPushButton::clicked, this, &ApplySheet::confirmUndo);
    connect(m_stop, &QPushButton::clicked, &m_run, &session::ManifestRun::stop);
    connect(m_apply, &QPushButton::clicked, &m_run, &session::ManifestRun::apply);
    for (const int key : {int(Qt::Key_Return), int(Qt::Key_Enter)})
        connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(key)), this, nullptr, nullptr,
                              Qt::WidgetWithChildrenShortcut),
                &QShortcut::activated, m_apply, &QPushButton::click);
    connect(new QShortcut(QKeySequence(Qt::Key_F5), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, m_again, &QPushButton::click);
}

QString ApplySheet::description() const
{
    return tr("Manifests for cluster %1").arg(m_host.cluster().name());
}

bool ApplySheet::mayClose()
{
    if (!m_run.writing() || m_closing)
        return true;
    const bool undoing = m_was == Phase::Undoing;
    confirm(this, undoing ? tr("Stop taking back?") : tr("Stop applying?"),
            undoing ? tr("What was taken back is gone; the rest stays as it is.")
                    : tr("What was applied stays; the rest is left untouched."),
            tr("Stop and close"), [this] {
                m_closing = true;
                m_run.stop();
                emit closeRequested();
            });
    return false;
}

void ApplySheet::onRead(const std::shared_ptr<const model::edit::Manifest>& manifest)
{
    m_read = true;
    QStringList names;
    for (const model::edit::ManifestObject& object : manifest->objects)
        if (isNamespace(object))
            names.append(QString::fromStdString(object.name));
    addNamespaces(names);
    m_run.start(manifest, m_run.nameSpace());
}

void ApplySheet::onPhase()
{
    if (m_run.phase() == Phase::Applying || m_run.phase() == Phase::Undoing)
        m_was = m_run.phase();
    if (m_run.phase() == Phase::Ready) {
        m_table->adaptColumns();
        if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
            m_table->selectRow(0);
        const session::ManifestRun::Counts counts = m_run.counts();
        const Phase was = std::exchange(m_was, Phase::Idle);
        if (was == Phase::Applying) {
            std::function<void()> undo;
            if (m_run.canUndo())
                undo = [sheet = QPointer(this)] {
                    if (sheet)
                        sheet->confirmUndo();
                };
            m_host.notify(tr("%1 of %2 objects were applied to %3.")
                              .arg(counts.applied)
                              .arg(m_run.rows().size())
                              .arg(m_host.cluster().name()),
                          undo);
        } else if (was == Phase::Undoing) {
            m_host.notify(tr("%1 objects were taken back on %2.").arg(counts.undone).arg(m_host.cluster().name()));
        }
    }
    showCurrent();
    showState();
}

void ApplySheet::readNamespaces()
{
    client::ApiRequest request;
    request.path = "/api/v1/namespaces";
    request.accept = std::string(model::tableAccept);
    m_host.caller().send(std::move(request), this, [this](const session::Caller::Answer& answer) {
        if (!answer.problem.isEmpty() || !answer.body)
            return; // a name can be typed
        const Result<model::Table> table = model::decodeTable(*answer.body);
        if (!table.ok())
            return;
        QStringList names;
        for (const model::TableRow& row : table->rows)
            names.append(row.name);
        addNamespaces(names);
    });
}

void ApplySheet::addNamespaces(const QStringList& names)
{
    const QSignalBlocker quiet(m_namespace);
    const QString current = m_run.nameSpace();
    QStringList all{current};
    for (int i = 0; i < m_namespace->count(); ++i)
        all.append(m_namespace->itemText(i));
    all += names;
    all.sort();
    all.removeDuplicates();
    m_namespace->clear();
    m_namespace->addItems(all);
    m_namespace->setCurrentText(current);
}

void ApplySheet::takeNamespace()
{
    const QString name = m_namespace->currentText().trimmed();
    if (name.isEmpty() || m_run.writing())
        m_namespace->setCurrentText(m_run.nameSpace());
    else
        m_run.setNamespace(name);
}

void ApplySheet::showCurrent()
{
    const int row = m_table->currentIndex().row();
    if (const model::edit::ManifestProblem* problem = m_model.problem(row))
        m_details->showProblem(*problem);
    else if (const auto object = m_model.object(row))
        m_details->showObject(*object);
    else
        m_details->showNothing();
}

QString ApplySheet::sentence() const
{
    if (!m_read)
        return tr("Reading %1…").arg(m_title);
    const session::ManifestRun::Counts counts = m_run.counts();
    const int all = int(m_run.rows().size());
    const int broken = int(m_run.manifest().problems.size());
    int open = 0;
    for (const session::ManifestRun::Row& row : m_run.rows())
        open += row.state == State::Queued || row.state == State::Checking;
    if (m_run.phase() == Phase::Checking)
        return tr("Looking what would happen: %1 of %2. Nothing is changed.").arg(all - open).arg(all);
    QStringList parts;
    const auto add = [&parts](int count, const QString& words) {
        if (count > 0)
            parts << words.arg(count);
    };
    add(counts.create + counts.waiting, tr("%1 to create"));
    add(counts.change, tr("%1 to change"));
    add(counts.same, tr("%1 the same"));
    add(counts.conflict, tr("%1 in conflict"));
    add(counts.bad, tr("%1 that cannot be applied"));
    add(broken, tr("%1 broken"));
    const QString rest = parts.join(tr(", "));
    if (m_run.phase() == Phase::Applying)
        return tr("Applying: %1 of %2.").arg(counts.applied).arg(counts.applied + counts.toApply);
    if (m_run.phase() == Phase::Undoing)
        return tr("Taking back: %1 so far.").arg(counts.undone);
    if (m_run.phase() == Phase::Stopping)
        return tr("Stopping: what was sent is waited for.");
    if (counts.undone > 0 || counts.kept > 0)
        return counts.applied == 0
                   ? tr("Taken back: %1.").arg(counts.undone)
                   : tr("Taken back: %1. Applied as before: %2.").arg(counts.undone).arg(counts.applied);
    if (counts.applied > 0)
        return rest.isEmpty()
                   ? tr("Applied %1 of %2.").arg(counts.applied).arg(all)
                   : tr("Applied %1 of %2; the rest is untouched: %3.").arg(counts.applied).arg(all).arg(rest);
    return rest.isEmpty() ? tr("There is nothing to apply.") : tr("%1. Nothing is applied yet.").arg(rest);
}

void ApplySheet::showState()
{
    const session::ManifestRun::Counts counts = m_run.counts();
    m_sentence->setText(sentence());
    m_namespaceLabel->setVisible(m_run.usesNamespace());
    m_namespace->setVisible(m_run.usesNamespace());
    m_namespace->setEnabled(!m_run.writing());
    m_again->setVisible(m_read && !m_run.rows().empty());
    m_again->setEnabled(!m_run.busy());
    m_retry->setVisible(counts.bad > 0 && !m_run.busy());
    m_undo->setVisible(m_run.canUndo());
    m_stop->setVisible(m_run.busy() && !m_run.rows().empty());
    m_stop->setEnabled(m_run.phase() != Phase::Stopping);
    m_apply->setVisible(!m_run.rows().empty());
    m_apply->setEnabled(m_run.phase() == Phase::Ready && counts.toApply > 0);
    m_apply->setText(counts.toApply == 0   ? tr("Apply")
                     : counts.toApply == 1 ? tr("Apply 1 object")
                                           : tr("Apply %1 objects").arg(counts.toApply));
}

void ApplySheet::confirmUndo()
{
    if (!m_run.canUndo())
        return;
    int created = 0;
    int changed = 0;
    for (const session::ManifestRun::Row& row : m_run.rows()) {
        created += row.state == State::Created;
        changed += row.state == State::Changed;
    }
    confirm(
        this, tr("Take back what was applied?"),
        tr("Created objects are deleted again (%1), changed ones get back what they had (%2). What others have changed "
           "since stays, and so do new namespaces and definitions.")
            .arg(created)
            .arg(changed),
        tr("Take back"), [this] { m_run.undo(); });
}

void ApplySheet::toggleChosen()
{
    if (const auto object = m_model.object(m_table->currentIndex().row()))
        m_run.setChosen(*object, !m_run.rows()[size_t(*object)].chosen);
}

void ApplySheet::openObject(int object)
{
    const session::ManifestRun::Row& row = m_run.rows()[size_t(object)];
    const model::edit::PlannedObject& plan = m_run.plans()[size_t(object)];
    if (!row.live && !session::ManifestRun::isApplied(row.state))
        return; // it is not there
    model::ObjectRef ref = plan.ref();
    const data::Value& seen = row.wanted ? *row.wanted : *row.live;
    ref.uid = QString::fromStdString(std::string(data::stringAt(seen, {"metadata", "uid"})));
    // Pages are of the version that the server prefers.
    if (const model::ResourceKind* kind = m_host.cluster().kinds().byGroupKind(ref.kind.groupKind()))
        ref.kind = *kind;
    m_host.openObject(ref);
}

void ApplySheet::showMenu(const QPoint& position)
{
    const auto object = m_model.object(m_table->currentIndex().row());
    if (!object)
        return;
    const session::ManifestRun::Row& row = m_run.rows()[size_t(*object)];
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* open = menu->addAction(tr("Open the object"));
    open->setEnabled(row.live || session::ManifestRun::isApplied(row.state));
    connect(open, &QAction::triggered, this, [this, object] { openObject(*object); });
    QAction* leave = menu->addAction(row.chosen ? tr("Leave it out") : tr("Take it in again"));
    leave->setShortcut(QKeySequence(Qt::Key_Space));
    leave->setEnabled(!m_run.busy());
    connect(leave, &QAction::triggered, this, &ApplySheet::toggleChosen);
    if (row.state == State::Conflict)
        connect(menu->addAction(tr("Take over these fields")), &QAction::triggered, this,
                [this, object] { m_run.takeOver(*object); });
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool ApplySheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        toggleChosen();
        return true;
    }
    return DockPanel::eventFilter(watched, event);
}

void ApplySheet::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        emit titleChanged();
    }
}

void ApplySheet::retranslate()
{
    m_namespaceLabel->setText(tr("Namespace"));
    m_namespace->setToolTip(tr("For objects whose file says none"));
    m_again->setText(tr("Look again"));
    m_retry->setText(tr("Retry failed"));
    m_undo->setText(tr("Take back…"));
    m_stop->setText(tr("Stop"));
    m_table->setEmptyText(tr("Nothing to apply yet."));
    m_model.retranslate();
    showState();
}

} // namespace skiff::desktop
