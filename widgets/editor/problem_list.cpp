#include "widgets/editor/problem_list.h"

#include "widgets/editor/code_editor.h"
#include "widgets/status_glyph.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QPainter>

namespace skiff::widgets {

namespace {

constexpr int RowsShown = 4;
constexpr size_t MostRows = 200;

QIcon signOf(EditorProblem::Severity severity, const Tokens& tokens, qreal ratio)
{
    QPixmap pixmap(QSize(16, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const double margin = (16 - GlyphSize) / 2.0;
    drawGlyph(painter, QRectF(margin, margin, GlyphSize, GlyphSize),
              severity == EditorProblem::Severity::Error ? Glyph::Cross : Glyph::Triangle, tokens);
    return pixmap;
}

} // namespace

ProblemList::ProblemList(CodeEditor& editor, QWidget* parent) : QListWidget(parent), m_editor(editor)
{
    setObjectName(QStringLiteral("problemList"));
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideRight);
    setUniformItemSizes(true);
    setIconSize(QSize(16, 16));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    connect(&editor, &CodeEditor::problemsChanged, this, &ProblemList::update);
    connect(this, &QListWidget::itemActivated, this, &ProblemList::goTo);
    connect(this, &QListWidget::itemClicked, this, &ProblemList::goTo);
    update();
}

void ProblemList::setWanted(bool wanted)
{
    m_wanted = wanted;
    update();
}

void ProblemList::update()
{
    const int row = currentRow();
    setAccessibleName(tr("Problems"));
    clear();
    const std::vector<EditorProblem> problems = m_editor.problems();
    for (size_t i = 0; m_wanted && i < std::min(problems.size(), MostRows); ++i) {
        const EditorProblem& problem = problems[i];
        const QString place = tr("line %1").arg(problem.place.line + 1);
        auto* item = new QListWidgetItem(signOf(problem.severity, tokens(palette()), devicePixelRatioF()),
                                         QStringLiteral("%1: %2").arg(place, problem.text), this);
        item->setToolTip(problem.text.toHtmlEscaped());
        const QString severity = problem.severity == EditorProblem::Severity::Error ? tr("Error") : tr("Warning");
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(severity, item->text()));
    }
    setCurrentRow(std::min(row, count() - 1));
    setVisible(count() > 0);
    updateGeometry();
}

QSize ProblemList::sizeHint() const
{
    const int rows = std::clamp(count(), 1, RowsShown);
    return {QListWidget::sizeHint().width(), rows * std::max(sizeHintForRow(0), 20) + 2 * frameWidth()};
}

void ProblemList::goTo(const QListWidgetItem* item)
{
    // The text may have moved since the list was made.
    const std::vector<EditorProblem> problems = m_editor.problems();
    const auto at = size_t(row(item));
    if (at >= problems.size())
        return;
    m_editor.goTo(problems[at].place.line, problems[at].place.column);
    m_editor.setFocus(Qt::OtherFocusReason);
}

void ProblemList::paintEvent(QPaintEvent* event)
{
    QListWidget::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(0, 0, viewport()->width(), 1, tokens(palette()).line);
}

void ProblemList::changeEvent(QEvent* event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        update();
}

} // namespace skiff::widgets
