#include "app/desktop/details_view.h"

#include "app/desktop/glyphs.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

using widgets::metrics::Gap;
using widgets::metrics::Margin;

constexpr int LabelWidth = 128;

/// The shape of a state beside its words.
class GlyphMark final : public QWidget
{
public:
    explicit GlyphMark(widgets::Glyph glyph) : m_glyph(glyph) { setFixedSize(widgets::GlyphSize, 18); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        drawGlyph(painter, QRectF(0, (height() - widgets::GlyphSize) / 2.0, widgets::GlyphSize, widgets::GlyphSize),
                  m_glyph, widgets::tokens(palette()));
    }

private:
    widgets::Glyph m_glyph;
};

QLabel* heading(const QString& text)
{
    auto* label = new QLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel* value(const QString& text)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QLabel* second(const QString& text)
{
    auto* label = value(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QWidget* marked(model::Health health, QLabel* label)
{
    const widgets::Glyph glyph = glyphOf(health);
    if (glyph == widgets::Glyph::None)
        return label;
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Gap);
    row->addWidget(new GlyphMark(glyph), 0, Qt::AlignTop);
    row->addWidget(label, 1);
    return box;
}

void addGroup(QVBoxLayout& page, const model::FactGroup& group)
{
    if (!group.title.isEmpty())
        page.addWidget(heading(group.title));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, Margin);
    grid->setHorizontalSpacing(Gap);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, LabelWidth);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const model::Fact& fact : group.facts) {
        grid->addWidget(second(fact.label), row, 0, Qt::AlignTop);
        grid->addWidget(marked(fact.health, value(fact.value)), row++, 1);
    }
    page.addLayout(grid);
}

void addCondition(QVBoxLayout& page, const model::ConditionRow& condition)
{
    auto* title = value(condition.status == QLatin1String("True")
                            ? condition.type
                            : QStringLiteral("%1 = %2").arg(condition.type, condition.status));
    auto* line = new QHBoxLayout;
    line->addWidget(marked(condition.health, title), 1);
    line->addWidget(second(condition.age), 0, Qt::AlignTop);
    page.addLayout(line);
    QString why = condition.reason;
    if (!condition.message.isEmpty())
        why += (why.isEmpty() ? QString() : QStringLiteral(": ")) + condition.message;
    if (why.isEmpty())
        return;
    auto* words = second(why);
    words->setContentsMargins(widgets::GlyphSize + Gap, 0, 0, 4);
    page.addWidget(words);
}

} // namespace

DetailsView::DetailsView(QWidget* parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("detailsView"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void DetailsView::setDetails(const model::ObjectDetails& details)
{
    m_details = details;
    rebuild();
}

QString DetailsView::text() const
{
    QString text;
    for (const model::FactGroup& group : m_details.groups) {
        if (!group.title.isEmpty())
            text += group.title + QLatin1Char('\n');
        for (const model::Fact& fact : group.facts)
            text += fact.label + QStringLiteral(": ") + fact.value + QLatin1Char('\n');
    }
    for (const model::ConditionRow& row : m_details.conditions)
        text += QStringLiteral("%1=%2 %3 %4\n").arg(row.type, row.status, row.reason, row.message);
    return text;
}

void DetailsView::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        rebuild();
}

void DetailsView::rebuild()
{
    auto* content = new QWidget;
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(Margin, Margin, Margin, Margin);
    page->setSpacing(6);
    for (const model::FactGroup& group : m_details.groups)
        addGroup(*page, group);
    if (!m_details.conditions.empty()) {
        page->addWidget(heading(tr("Conditions")));
        for (const model::ConditionRow& condition : m_details.conditions)
            addCondition(*page, condition);
    }
    page->addStretch();
    setWidget(content);
}

} // namespace skiff::desktop
