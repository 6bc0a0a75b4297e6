#include "app/desktop/overview_page.h"

#include "app/desktop/glyphs.h"
#include "app/desktop/overview_widgets.h"
#include "app/desktop/page_bar.h"
#include "app/desktop/panel_host.h"
#include "app/model/age.h"
#include "widgets/tokens.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace skiff::desktop {

namespace {

constexpr size_t MostRows = 20;
constexpr int WidestPage = 1100;

QLabel* heading(const QString& text)
{
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    label->setContentsMargins(widgets::metrics::Gap, widgets::metrics::Margin, 0, 4);
    return label;
}

QLabel* quiet(const QString& text)
{
    auto* label = new QLabel(text);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    label->setContentsMargins(widgets::metrics::Gap, 0, 0, 0);
    return label;
}

double share(qint64 part, qint64 whole)
{
    return whole > 0 ? double(part) / double(whole) : 0;
}

QString cores(qint64 milli)
{
    return QLocale().toString(double(milli) / 1000, 'g', 3);
}

} // namespace

OverviewPage::OverviewPage(PanelHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_feed(host.transport(), host.clock()),
      m_bar(new PageBar(host, false)),
      m_scroll(new QScrollArea)
{
    setObjectName(QStringLiteral("overviewPage"));
    setFocusPolicy(Qt::StrongFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus); // its rows have the keyboard
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_scroll, 1);
    connect(&m_feed, &session::OverviewFeed::changed, this, &OverviewPage::rebuild);
    rebuild();
}

void OverviewPage::rebuild()
{
    const int at = m_scroll->verticalScrollBar()->value();
    const auto* focused = qobject_cast<OverviewRow*>(QApplication::focusWidget());
    const QString about = focused && isAncestorOf(focused) ? focused->title() : QString();
    m_bar->setTitle(tr("Overview"));
    setAccessibleName(tr("Overview"));
    m_scroll->setWidget(makeContent());
    if (!about.isEmpty() || (std::exchange(m_focusWanted, false) && hasFocus()))
        focusRow(about);
    QTimer::singleShot(0, m_scroll, [this, at] { m_scroll->verticalScrollBar()->setValue(at); });
}

void OverviewPage::focusRows()
{
    setFocus(Qt::OtherFocusReason);
    m_focusWanted = !focusRow({});
}

/// Gives the keyboard to the row about `title`, or else to the first.
bool OverviewPage::focusRow(const QString& title)
{
    const QList<OverviewRow*> rows = m_scroll->widget()->findChildren<OverviewRow*>();
    if (rows.isEmpty())
        return false;
    const auto same =
        std::find_if(rows.begin(), rows.end(), [&title](OverviewRow* row) { return row->title() == title; });
    (same == rows.end() ? rows.front() : *same)->setFocus(Qt::TabFocusReason);
    return true;
}

QWidget* OverviewPage::makeContent()
{
    auto* page = new QWidget;
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto* around = new QHBoxLayout(page);
    auto* inner = new QWidget;
    inner->setMaximumWidth(WidestPage);
    around->addWidget(inner, 1);
    around->addStretch(0);
    auto* column = new QVBoxLayout(inner);
    column->setSpacing(0);
    if (m_feed.loaded()) {
        column->addLayout(makeCapacity());
        addTroubles(*column);
        addHistory(*column);
    } else {
        column->addWidget(quiet(tr("Loading…")));
    }
    column->addStretch();
    return page;
}

QHBoxLayout* OverviewPage::makeCapacity()
{
    const model::Overview& overview = m_feed.overview();
    const model::Capacity& capacity = overview.capacity;
    auto* bars = new QHBoxLayout;
    bars->setContentsMargins(widgets::metrics::Gap, widgets::metrics::Gap, widgets::metrics::Gap, 0);
    bars->setSpacing(widgets::metrics::PageMargin);
    const QLocale locale;
    bars->addWidget(
        new CapacityBar(tr("Processor requested"),
                        tr("%1 of %2 cores").arg(cores(capacity.milliCpuRequested), cores(capacity.milliCpu)),
                        share(capacity.milliCpuRequested, capacity.milliCpu)));
    bars->addWidget(new CapacityBar(
        tr("Memory requested"),
        tr("%1 of %2")
            .arg(locale.formattedDataSize(capacity.memoryRequested, 1), locale.formattedDataSize(capacity.memory, 1)),
        share(capacity.memoryRequested, capacity.memory)));
    bars->addWidget(new CapacityBar(
        tr("Pods"), tr("%1 of %2, %3 running").arg(capacity.podsPresent).arg(capacity.pods).arg(overview.podsRunning),
        share(capacity.podsPresent, capacity.pods)));
    bars->addWidget(new CapacityBar(tr("Nodes ready"), tr("%1 of %2").arg(overview.nodesReady).arg(overview.nodes),
                                    share(overview.nodesReady, overview.nodes), CapacityBar::Better::Full));
    return bars;
}

void OverviewPage::addRow(QVBoxLayout& column, widgets::Glyph glyph, const model::ObjectRef& object,
                          const QString& title, const QString& words, WallTime at)
{
    auto* row =
        new OverviewRow({glyph, title, words, at > WallTime() ? model::ageText(at, m_host.clock().now()) : QString()});
    connect(row, &QAbstractButton::clicked, this, [this, object] { open(object); });
    column.addWidget(row);
}

void OverviewPage::addTroubles(QVBoxLayout& column)
{
    const model::Overview& overview = m_feed.overview();
    for (const QString& problem : m_feed.problems())
        addRow(column, widgets::Glyph::Triangle, {}, tr("Not everything can be shown"), problem, {});
    column.addWidget(heading(tr("What is wrong")));
    if (overview.troubles.empty())
        column.addWidget(quiet(tr("Nothing that Skiff can see.")));
    for (size_t i = 0; i < std::min(overview.troubles.size(), MostRows); ++i) {
        const model::Trouble& trouble = overview.troubles[i];
        addRow(column, glyphOf(trouble.health), trouble.object, trouble.object.words(), trouble.words, trouble.since);
    }
    if (overview.troubles.size() > MostRows)
        column.addWidget(quiet(tr("and %1 more").arg(overview.troubles.size() - MostRows)));
}

void OverviewPage::addHistory(QVBoxLayout& column)
{
    const model::Overview& overview = m_feed.overview();
    if (!overview.warnings.empty())
        column.addWidget(heading(tr("Warnings")));
    for (size_t i = 0; i < std::min(overview.warnings.size(), MostRows); ++i) {
        const model::WarningGroup& group = overview.warnings[i];
        addRow(column, widgets::Glyph::Triangle, group.object,
               group.objects == 1 ? tr("%1 · %2×").arg(group.reason).arg(group.count)
                                  : tr("%1 · %2×, %3 objects").arg(group.reason).arg(group.count).arg(group.objects),
               QStringLiteral("%1: %2").arg(group.object.words(), group.message), group.last);
    }
    if (!overview.changes.empty())
        column.addWidget(heading(tr("Recent changes")));
    for (const model::RecentChange& change : overview.changes)
        addRow(column, widgets::Glyph::Ring, change.object, change.object.words(), change.words, change.at);
}

/// What the overview knows of a kind is only its name: the server's catalogue has the rest.
void OverviewPage::open(model::ObjectRef object)
{
    const model::ResourceKind* kind = m_host.cluster().kinds().byGroupKind(object.kind.groupKind());
    if (!kind || object.name.isEmpty())
        return;
    object.kind = *kind;
    m_host.openObject(object);
}

void OverviewPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_feed.start();
}

void OverviewPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_feed.stop();
}

void OverviewPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        rebuild();
}

} // namespace skiff::desktop
