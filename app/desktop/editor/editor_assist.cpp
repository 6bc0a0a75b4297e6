#include "app/desktop/editor/editor_assist.h"

#include "app/desktop/editor/editors.h"
#include "widgets/editor/code_editor.h"

#include <QCoreApplication>
#include <QPointer>
#include <QRegularExpression>
#include <QThreadPool>

namespace skiff::desktop {

using model::edit::CompletionItem;
using model::edit::OutlineStep;
using model::edit::YamlOutline;

namespace {

constexpr int SoonMsecs = 250;

widgets::EditorPlace placed(const model::edit::TextRange& range)
{
    return {range.line, range.column, range.length};
}

widgets::EditorOffer offered(const CompletionItem& item)
{
    return {.type = widgets::EditorOffer::Type(int(item.type)),
            .label = item.label,
            .detail = item.detail,
            .documentation = item.documentation,
            .insert = item.insert,
            .cursorBack = item.cursorBack};
}

std::vector<widgets::FoldRange> foldsOf(const YamlOutline& outline)
{
    std::vector<widgets::FoldRange> folds;
    for (const YamlOutline::Entry& entry : outline.entries())
        if (entry.lastLine > entry.place.line && (folds.empty() || folds.back().first != entry.place.line))
            folds.push_back({entry.place.line, entry.lastLine});
    return folds;
}

/// "spec.ports[0].name", "metadata.labels[a/b]" as steps.
std::vector<OutlineStep> stepsOf(const QString& field)
{
    static const QRegularExpression step(QStringLiteral(R"(\[([^\]]*)\]|([^.\[\]]+))"));
    std::vector<OutlineStep> steps;
    for (auto it = step.globalMatch(field); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        bool number = false;
        const int index = match.captured(1).toInt(&number);
        if (number)
            steps.push_back({.key = {}, .index = index});
        else
            steps.push_back(
                {.key = match.hasCaptured(2) ? match.captured(2) : match.captured(1).remove(QLatin1Char('"'))});
    }
    return steps;
}

QString paragraph(const QString& text)
{
    return QStringLiteral("<p style='margin-top:4px;margin-bottom:0'>%1</p>").arg(text);
}

} // namespace

/// What a look at the text has found.
struct EditorAssist::Findings
{
    std::shared_ptr<const YamlOutline> outline;
    std::vector<widgets::EditorProblem> problems;
    std::vector<widgets::FoldRange> folds;
};

EditorAssist::EditorAssist(widgets::CodeEditor& editor, Editors& editors, QObject* parent)
    : QObject(parent), m_editor(editor), m_editors(editors), m_schema(editors.schemas().known())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMsecs);
    connect(&m_soon, &QTimer::timeout, this, &EditorAssist::check);
    connect(&editor, &QPlainTextEdit::textChanged, this, [this] {
        m_serverProblems.clear();
        m_soon.start();
    });
    connect(&editor, &widgets::CodeEditor::completionRequested, this, &EditorAssist::complete);
    connect(&editor, &widgets::CodeEditor::hoverRequested, this, &EditorAssist::hover);
    connect(&editors.schemas(), &session::SchemaCache::outdated, this, [this] {
        m_apiVersion.clear();
        m_soon.start();
    });
    m_soon.start();
}

void EditorAssist::setBefore(std::shared_ptr<const data::Value> before)
{
    m_before = std::move(before);
    m_soon.start();
}

void EditorAssist::setServerProblems(std::vector<widgets::EditorProblem> problems)
{
    m_serverProblems = std::move(problems);
    std::vector<widgets::EditorProblem> all = m_serverProblems;
    all.insert(all.end(), m_problems.begin(), m_problems.end());
    m_editor.setProblems(std::move(all));
}

widgets::EditorPlace EditorAssist::placeOf(const QString& field) const
{
    const int entry = m_outline ? m_outline->nearest(0, stepsOf(field)) : -1;
    return entry < 0 ? widgets::EditorPlace{} : placed(m_outline->entries()[size_t(entry)].place);
}

model::edit::TypeName EditorAssist::typeName() const
{
    return m_outline ? model::edit::typeNameOf(*m_outline, 0) : model::edit::TypeName{};
}

void EditorAssist::check()
{
    m_asked = std::make_shared<int>();
    QThreadPool::globalInstance()->start(
        [this, text = m_editor.text(), schema = m_schema, before = m_before, asked = std::weak_ptr<int>(m_asked)] {
            auto findings = std::make_shared<Findings>();
            findings->outline = std::make_shared<const YamlOutline>(text);
            for (const model::edit::Problem& problem :
                 model::edit::Validation::check(text, *findings->outline, schema.get(), before.get()))
                findings->problems.push_back({problem.severity == model::edit::Problem::Severity::Error
                                                  ? widgets::EditorProblem::Severity::Error
                                                  : widgets::EditorProblem::Severity::Warning,
                                              placed(problem.place), problem.text});
            findings->folds = foldsOf(*findings->outline);
            // The application's thread decides whether somebody still wants it.
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [this, findings, asked] {
                    if (!asked.expired())
                        show(findings);
                },
                Qt::QueuedConnection);
        });
}

void EditorAssist::show(const std::shared_ptr<Findings>& findings)
{
    m_outline = findings->outline;
    m_problems = std::move(findings->problems);
    m_editor.setFolds(std::move(findings->folds));
    setServerProblems(std::move(m_serverProblems));
    wantSchema();
}

void EditorAssist::wantSchema()
{
    const QString apiVersion = QString::fromStdString(typeName().apiVersion);
    if (apiVersion.isEmpty() || apiVersion == m_apiVersion)
        return;
    m_apiVersion = apiVersion;
    m_editors.schemas().schemaFor(apiVersion,
                                  [this, alive = QPointer<EditorAssist>(this)](session::SchemaCache::SchemaPtr schema) {
                                      if (!alive)
                                          return;
                                      m_schema = std::move(schema);
                                      emit schemaChanged();
                                      m_soon.start();
                                  });
}

void EditorAssist::complete(int line, int column)
{
    // The text of this moment: the last look may be older than the key that asks.
    const YamlOutline outline(m_editor.text());
    const auto completion =
        std::make_shared<const model::edit::Completion>(model::edit::complete(outline, *m_schema, line, column));
    offer(*completion, {});
    if (!completion->reference)
        return;
    m_editors.names(*completion->reference, this, [this, completion](const std::vector<QString>& names) {
        const widgets::EditorPlace cursor = m_editor.cursorPlace();
        // Only if the cursor still is where the names were wanted.
        if (cursor.line == completion->place.line &&
            cursor.column == completion->place.column + completion->place.length)
            offer(*completion, model::edit::nameItems(names, *completion));
    });
}

void EditorAssist::offer(const model::edit::Completion& completion, std::vector<CompletionItem> items)
{
    items.insert(items.end(), completion.items.begin(), completion.items.end());
    widgets::EditorCompletion offers{.place = placed(completion.place), .offers = {}};
    for (const CompletionItem& item : items)
        offers.offers.push_back(offered(item));
    m_editor.showCompletion(std::move(offers));
}

void EditorAssist::hover(int line, int column)
{
    if (!m_outline)
        return;
    const auto known = model::edit::hover(*m_outline, *m_schema, line, column);
    if (!known)
        return;
    QString html = QStringLiteral("<b>%1</b>").arg(known->path.toHtmlEscaped());
    if (!known->type.isEmpty())
        html += QStringLiteral(" &nbsp;%1").arg(known->type.toHtmlEscaped());
    if (!known->documentation.isEmpty())
        html += paragraph(known->documentation.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    if (!known->allowed.isEmpty())
        html += paragraph(tr("Allowed: %1").arg(known->allowed.toHtmlEscaped()));
    if (!known->initial.isEmpty())
        html += paragraph(tr("Default: %1").arg(known->initial.toHtmlEscaped()));
    m_editor.showHover(html, placed(known->place));
}

} // namespace skiff::desktop
