#include "widgets/editor/diff_view.h"

#include "widgets/editor/diff_canvas.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::widgets {

namespace {

/// Narrower than this two sides are too little to read.
constexpr int LeastSideBySide = 720;

QToolButton* button(const QString& iconName)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    return button;
}

} // namespace

DiffView::DiffView(QWidget* parent)
    : QWidget(parent),
      m_leftTitle(new QLabel),
      m_rightTitle(new QLabel),
      m_counts(new QLabel),
      m_previous(button(QStringLiteral("up"))),
      m_next(button(QStringLiteral("down"))),
      m_open(button(QStringLiteral("unfolded"))),
      m_canvas(new DiffCanvas)
{
    m_counts->setObjectName(QStringLiteral("diffCounts"));
    m_previous->setObjectName(QStringLiteral("diffPrevious"));
    m_next->setObjectName(QStringLiteral("diffNext"));
    m_open->setObjectName(QStringLiteral("diffOpen"));
    m_open->setCheckable(true);
    for (QLabel* label : {m_leftTitle, m_rightTitle, m_counts}) {
        label->setTextFormat(Qt::PlainText);
        label->setSizePolicy(label == m_counts ? QSizePolicy::Fixed : QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    setFocusProxy(m_canvas);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(metrics::Gap);
    tools->addWidget(m_rightTitle, 1);
    tools->addWidget(m_counts);
    for (QToolButton* tool : {m_previous, m_next, m_open})
        tools->addWidget(tool);
    // Each title over its side.
    auto* head = new QHBoxLayout;
    head->setContentsMargins(metrics::Gap, 2, 2, 2);
    head->setSpacing(metrics::Gap);
    head->addWidget(m_leftTitle, 1);
    head->addLayout(tools, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_canvas, 1);
    connect(m_previous, &QToolButton::clicked, this, &DiffView::previousChange);
    connect(m_next, &QToolButton::clicked, this, &DiffView::nextChange);
    connect(m_open, &QToolButton::toggled, this, &DiffView::setAllOpen);
    connect(m_canvas, &DiffCanvas::changed, this, &DiffView::updateHead);
    retranslate();
}

DiffView::~DiffView() = default;

void DiffView::setTexts(DiffTexts texts)
{
    m_leftTitle->setText(texts.leftTitle);
    m_rightTitle->setText(texts.rightTitle);
    const QSignalBlocker blocker(m_open);
    m_open->setChecked(false);
    m_canvas->setTexts(std::move(texts.left), std::move(texts.right), std::move(texts.rows));
}

void DiffView::setDiffLayout(Layout layout)
{
    m_layout = layout;
    applyLayout();
}

bool DiffView::isUnified() const
{
    return m_canvas->lines().unified();
}

int DiffView::changeCount() const
{
    return m_canvas->lines().changeCount();
}

int DiffView::currentChange() const
{
    return m_canvas->currentChange();
}

void DiffView::goToChange(int change)
{
    m_canvas->goToChange(change);
}

void DiffView::nextChange()
{
    if (changeCount() > 0)
        goToChange((currentChange() + 1) % changeCount());
}

void DiffView::previousChange()
{
    if (changeCount() > 0)
        goToChange((std::max(0, currentChange()) + changeCount() - 1) % changeCount());
}

void DiffView::setAllOpen(bool open)
{
    const QSignalBlocker blocker(m_open);
    m_open->setChecked(open);
    m_canvas->setAllOpen(open);
}

QString DiffView::selectedText() const
{
    return m_canvas->selectedText();
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    applyLayout();
}

void DiffView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void DiffView::applyLayout()
{
    m_canvas->setUnified(m_layout == Layout::Unified || (m_layout == Layout::ByWidth && width() < LeastSideBySide));
}

void DiffView::retranslate()
{
    const auto name = [](QToolButton* tool, const QString& text, const QString& keys) {
        tool->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
        tool->setAccessibleName(text);
    };
    name(m_previous, tr("Previous change"), QKeySequence(Qt::SHIFT | Qt::Key_F7).toString(QKeySequence::NativeText));
    name(m_next, tr("Next change"), QKeySequence(Qt::Key_F7).toString(QKeySequence::NativeText));
    name(m_open, tr("Show unchanged lines"), {});
    updateHead();
}

void DiffView::updateHead()
{
    const int count = changeCount();
    if (count == 0)
        m_counts->setText(tr("No differences"));
    else if (currentChange() < 0)
        m_counts->setText(count == 1 ? tr("1 change") : tr("%1 changes").arg(count));
    else
        m_counts->setText(tr("Change %1 of %2").arg(currentChange() + 1).arg(count));
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
    m_open->setEnabled(m_canvas->lines().anyClosed() || m_open->isChecked());
}

} // namespace skiff::widgets
