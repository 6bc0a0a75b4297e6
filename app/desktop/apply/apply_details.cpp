#include "app/desktop/apply/apply_details.h"

#include "app/desktop/apply/apply_model.h"
#include "app/model/edit/apply_plan.h"
#include "app/model/edit/editor_text.h"
#include "app/model/edit/line_diff.h"
#include "app/model/edit/secret_values.h"
#include "widgets/editor/diff_view.h"
#include "widgets/tokens.h"
#include "widgets/yaml_view.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QThreadPool>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int MinimumWidth = 280;
constexpr size_t LargestAtOnce = 64 * 1024; ///< larger objects are laid out on another thread

using State = session::ManifestRun::State;

widgets::DiffViewRow viewRow(const model::edit::DiffRow& row)
{
    widgets::DiffViewRow view;
    view.type = widgets::DiffViewRow::Type(row.type);
    view.left = row.left;
    view.right = row.right;
    for (const model::edit::WordMark& mark : row.leftMarks)
        view.leftMarks.push_back({mark.column, mark.length});
    for (const model::edit::WordMark& mark : row.rightMarks)
        view.rightMarks.push_back({mark.column, mark.length});
    return view;
}

QStringList linesOf(const data::Value& object)
{
    QStringList lines = model::edit::editorText(object).split(QLatin1Char('\n'));
    if (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

using ObjectPtr = std::shared_ptr<const data::Value>;

/// In characters, for the guess how long a page takes to make.
size_t sizeOf(const ObjectPtr& object)
{
    return object ? data::toJson(*object).size() : 0;
}

} // namespace

/// The texts below; its titles come when it is shown.
struct ApplyDetails::Page
{
    bool diff = false;
    QString yaml;
    widgets::DiffTexts texts;
};

/// The whole object, or with `live` how it differs from that. Any thread.
ApplyDetails::Page ApplyDetails::makePage(const ObjectPtr& live, const ObjectPtr& wanted)
{
    const auto [before, after] = model::edit::withoutSecretValues(
        live ? model::edit::withoutServerFields(*live) : data::Value(), model::edit::withoutServerFields(*wanted));
    Page page;
    page.diff = live != nullptr;
    if (!page.diff) {
        page.yaml = linesOf(after).join(QLatin1Char('\n'));
        return page;
    }
    page.texts.left = linesOf(before);
    page.texts.right = linesOf(after);
    for (const model::edit::DiffRow& row : model::edit::diffLines(page.texts.left, page.texts.right))
        page.texts.rows.push_back(viewRow(row));
    return page;
}

ApplyDetails::ApplyDetails(session::ManifestRun& run, QWidget* parent)
    : QWidget(parent),
      m_run(run),
      m_title(new QLabel),
      m_words(new QLabel),
      m_takeOver(new QPushButton),
      m_open(new QPushButton),
      m_pages(new QStackedWidget),
      m_empty(new QWidget),
      m_diff(new widgets::DiffView),
      m_yaml(new widgets::YamlView),
      m_excerpt(new QPlainTextEdit)
{
    setObjectName(QStringLiteral("applyDetails"));
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("applyDetailsTitle"));
    m_words->setObjectName(QStringLiteral("applyDetailsWords"));
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QLabel* label : {m_title, m_words})
        label->setTextFormat(Qt::PlainText);
    m_takeOver->setObjectName(QStringLiteral("applyTakeOver"));
    m_open->setObjectName(QStringLiteral("applyOpen"));
    m_diff->setObjectName(QStringLiteral("applyDiff"));
    m_yaml->setObjectName(QStringLiteral("applyYaml"));
    m_excerpt->setObjectName(QStringLiteral("applyExcerpt"));
    m_excerpt->setReadOnly(true);
    m_excerpt->setFrameShape(QFrame::NoFrame);
    m_excerpt->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_excerpt->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    for (QWidget* page :
         {m_empty, static_cast<QWidget*>(m_diff), static_cast<QWidget*>(m_yaml), static_cast<QWidget*>(m_excerpt)})
        m_pages->addWidget(page);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(widgets::metrics::Gap);
    buttons->addWidget(m_takeOver);
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(widgets::metrics::WideGap, widgets::metrics::Gap, widgets::metrics::WideGap,
                            widgets::metrics::Gap);
    top->setSpacing(4);
    top->addWidget(m_title);
    top->addWidget(m_words);
    top->addLayout(buttons);
    setMinimumWidth(MinimumWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_pages, 1);
    connect(m_takeOver, &QPushButton::clicked, this, [this] { emit takeOverRequested(m_object); });
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_object); });
    retranslate();
    showNothing();
}

void ApplyDetails::setHead(const QString& title, const QString& words)
{
    m_title->setText(title);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void ApplyDetails::showNothing()
{
    m_object = -1;
    m_shown = {};
    ++m_number;
    setHead({}, {});
    m_takeOver->hide();
    m_open->hide();
    m_pages->setCurrentWidget(m_empty);
}

void ApplyDetails::showProblem(const model::edit::ManifestProblem& problem)
{
    showNothing();
    setHead(ApplyModel::place(problem.file, problem.line, problem.column), problem.text);
    if (problem.excerpt.isEmpty())
        return;
    m_excerpt->setPlainText(problem.excerpt);
    m_pages->setCurrentWidget(m_excerpt);
}

void ApplyDetails::showObject(int object)
{
    m_object = object;
    const session::ManifestRun::Row& row = m_run.rows()[size_t(object)];
    setHead(m_run.plans()[size_t(object)].words(), wordsFor(object));
    m_takeOver->setVisible(row.state == State::Conflict);
    m_takeOver->setEnabled(!m_run.busy());
    m_open->setVisible(row.live || session::ManifestRun::isApplied(row.state));
    const Shown shown{object, row.state, row.live.get(), row.wanted.get()};
    if (shown == m_shown)
        return;
    m_shown = shown;
    showPage(object);
}

/// What a table's row has no room for.
QString ApplyDetails::wordsFor(int object) const
{
    const session::ManifestRun::Row& row = m_run.rows()[size_t(object)];
    const model::edit::PlannedObject& plan = m_run.plans()[size_t(object)];
    QStringList lines;
    if (row.waitsFor && row.state == State::Waiting)
        lines << tr("The server can say more when %1 is there. Then this object is tried first, too, and applied if it "
                    "can be.")
                     .arg(m_run.plans()[size_t(*row.waitsFor)].words());
    if (row.waitsFor && row.state == State::Blocked)
        lines << tr("%1 was not applied, and this object needs it.").arg(m_run.plans()[size_t(*row.waitsFor)].words());
    if (!row.conflicts.empty()) {
        lines << tr("Others own fields that this object wants to set otherwise:");
        for (const model::edit::ApplyConflict& conflict : row.conflicts)
            lines << QStringLiteral("  %1  %2")
                         .arg(QString::fromStdString(conflict.fieldText), QString::fromStdString(conflict.manager));
    } else if (!row.words.isEmpty()) {
        lines << row.words;
    }
    for (const QString& warning : row.warnings)
        lines << tr("Warning: %1").arg(warning);
    if (plan.chosenNamespace)
        lines << tr("The file says no namespace; it gets the one chosen above.");
    if (plan.cleaned)
        lines << tr("Fields that only the server writes (status, uid, …) are left out.");
    return lines.join(QLatin1Char('\n'));
}

void ApplyDetails::showPage(int object)
{
    const session::ManifestRun::Row& row = m_run.rows()[size_t(object)];
    const bool changes = row.state == State::Change || row.state == State::Changed;
    const ObjectPtr live = changes && row.wanted ? row.live : nullptr;
    const ObjectPtr wanted =
        row.wanted ? row.wanted : std::make_shared<const data::Value>(m_run.plans()[size_t(object)].body);
    const int number = ++m_number;
    if (sizeOf(live) + sizeOf(wanted) < LargestAtOnce)
        return present(makePage(live, wanted));
    m_pages->setCurrentWidget(m_empty);
    QThreadPool::globalInstance()->start([self = QPointer<ApplyDetails>(this), live, wanted, number] {
        auto page = std::make_shared<Page>(makePage(live, wanted));
        QMetaObject::invokeMethod(
            qApp,
            [self, page, number] {
                if (self && self->m_number == number)
                    self->present(std::move(*page));
            },
            Qt::QueuedConnection);
    });
}

void ApplyDetails::present(Page page)
{
    if (!page.diff) {
        m_yaml->setYaml(page.yaml);
        m_pages->setCurrentWidget(m_yaml);
        return;
    }
    const bool applied = m_shown.state == State::Changed;
    page.texts.leftTitle = applied ? tr("Before") : tr("On the server");
    page.texts.rightTitle = applied ? tr("Now") : tr("After applying");
    m_diff->setTexts(std::move(page.texts));
    m_pages->setCurrentWidget(m_diff);
}

void ApplyDetails::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ApplyDetails::retranslate()
{
    m_takeOver->setText(tr("Take over these fields"));
    m_open->setText(tr("Open the object"));
    if (m_object >= 0) {
        m_shown = {};
        showObject(m_object);
    }
}

} // namespace skiff::desktop
