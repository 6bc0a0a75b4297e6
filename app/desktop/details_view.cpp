#include "app/desktop/details_view.h"

#include "app/desktop/glyphs.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

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

void addGroup(QVBoxLayout& page, const model::FactGroup& group, std::vector<QLabel*>& values)
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
        values.push_back(value(fact.value));
        grid->addWidget(second(fact.label), row, 0, Qt::AlignTop);
        grid->addWidget(marked(fact.health, values.back()), row++, 1);
    }
    page.addLayout(grid);
}

QString whyOf(const model::ConditionRow& condition)
{
    if (condition.reason.isEmpty() || condition.message.isEmpty())
        return condition.reason + condition.message;
    return condition.reason + QStringLiteral(": ") + condition.message;
}

void addCondition(QVBoxLayout& page, const model::ConditionRow& condition, std::vector<QLabel*>& values)
{
    auto* title = value(condition.status == QLatin1String("True")
                            ? condition.type
                            : QStringLiteral("%1 = %2").arg(condition.type, condition.status));
    auto* line = new QHBoxLayout;
    line->addWidget(marked(condition.health, title), 1);
    values.push_back(second(condition.age));
    values.back()->setWordWrap(false);
    line->addWidget(values.back(), 0, Qt::AlignTop);
    page.addLayout(line);
    const QString why = whyOf(condition);
    if (why.isEmpty())
        return;
    values.push_back(second(why));
    values.back()->setContentsMargins(widgets::GlyphSize + Gap, 0, 0, 4);
    page.addWidget(values.back());
}

/// True when only values differ: the same labels stay, with what is selected in them.
bool sameShape(const model::ObjectDetails& a, const model::ObjectDetails& b)
{
    const auto sameFact = [](const model::Fact& x, const model::Fact& y) { return x.label == y.label && x.health == y.health; };
    const auto sameGroup = [&](const model::FactGroup& x, const model::FactGroup& y) {
        return x.title == y.title && std::equal(x.facts.begin(), x.facts.end(), y.facts.begin(), y.facts.end(), sameFact);
    };
    const auto sameCondition = [](const model::ConditionRow& x, const model::ConditionRow& y) {
        return x.type == y.type && x.status == y.status && x.health == y.health && whyOf(x).isEmpty() == whyOf(y).isEmpty();
    };
    return a.uid == b.uid && std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(), sameGroup) &&
           std::equal(a.conditions.begin(), a.conditions.end(), b.conditions.begin(), b.conditions.end(), sameCondition);
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
    const bool same = widget() && sameShape(m_details, details);
    const int scrolled = m_details.uid == details.uid ? verticalScrollBar()->value() : 0;
    m_details = details;
    if (same) {
        showValues();
        return;
    }
    rebuild();
    QTimer::singleShot(0, this, [this, scrolled] { verticalScrollBar()->setValue(scrolled); });
}

void DetailsView::showValues()
{
    auto label = m_values.begin();
    const auto show = [&label](const QString& text) {
        if ((*label)->text() != text)
            (*label)->setText(text);
        ++label;
    };
    for (const model::FactGroup& group : m_details.groups)
        for (const model::Fact& fact : group.facts)
            show(fact.value);
    for (const model::ConditionRow& condition : m_details.conditions) {
        show(condition.age);
        if (const QString why = whyOf(condition); !why.isEmpty())
            show(why);
    }
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
    m_values.clear();
    for (const model::FactGroup& group : m_details.groups)
        addGroup(*page, group, m_values);
    if (!m_details.conditions.empty()) {
        page->addWidget(heading(tr("Conditions")));
        for (const model::ConditionRow& condition : m_details.conditions)
            addCondition(*page, condition, m_values);
    }
    page->addStretch();
    setWidget(content);
}

} // namespace skiff::desktop
