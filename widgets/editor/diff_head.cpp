#include "widgets/editor/diff_head.h"

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace skiff::widgets {

namespace {

constexpr int NarrowestTitle = 48;
constexpr int AllRoom = 1000; ///< as a stretch, beside one of 1

/// A label that ends in "…" where it has too little room.
class Title final : public QLabel
{
public:
    Title()
    {
        setTextFormat(Qt::PlainText);
        setMinimumWidth(NarrowestTitle);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    }
};

QToolButton* button(const char* name, const char* iconName)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(icon(QLatin1String(iconName)));
    button->setAutoRaise(true);
    return button;
}

} // namespace

DiffHead::DiffHead(QWidget* parent)
    : QWidget(parent),
      m_leftTitle(new Title),
      m_rightTitle(new Title),
      m_changes(new QLabel),
      m_previous(button("diffPrevious", "up")),
      m_next(button("diffNext", "down")),
      m_open(button("diffOpen", "unfolded")),
      m_titles(new QHBoxLayout),
      m_tools(new QHBoxLayout),
      m_rows(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    m_leftTitle->setObjectName(QStringLiteral("diffLeftTitle"));
    m_rightTitle->setObjectName(QStringLiteral("diffRightTitle"));
    m_changes->setObjectName(QStringLiteral("diffCounts"));
    m_changes->setTextFormat(Qt::PlainText);
    m_changes->setForegroundRole(QPalette::PlaceholderText);
    m_open->setCheckable(true);
    m_titles->setSpacing(metrics::Margin);
    m_titles->addWidget(m_leftTitle);
    m_titles->addWidget(m_rightTitle);
    m_titles->addStretch(1);
    m_tools->setSpacing(metrics::Gap / 2);
    m_tools->addWidget(m_changes, 1);
    m_tools->addSpacing(metrics::Gap / 2);
    for (QToolButton* tool : {m_previous, m_next, m_open})
        m_tools->addWidget(tool);
    m_rows->setContentsMargins(metrics::WideGap, 2, metrics::Gap, 2);
    m_rows->addLayout(m_titles, 1);
    m_rows->addLayout(m_tools);
    connect(m_previous, &QToolButton::clicked, this, &DiffHead::previousWanted);
    connect(m_next, &QToolButton::clicked, this, &DiffHead::nextWanted);
    connect(m_open, &QToolButton::toggled, this, &DiffHead::openWanted);
    retranslate();
}

void DiffHead::setTitles(const QString& left, const QString& right)
{
    m_left = left;
    m_right = right;
    showTitles();
}

void DiffHead::setUnified(bool unified)
{
    m_unified = unified;
    showTitles();
}

void DiffHead::setChanges(int count, int current)
{
    m_count = count;
    m_current = current;
    showChanges();
}

void DiffHead::setOpenable(bool openable)
{
    m_open->setEnabled(openable);
}

void DiffHead::setOpen(bool open)
{
    const QSignalBlocker blocker(m_open);
    m_open->setChecked(open);
}

bool DiffHead::isOpen() const
{
    return m_open->isChecked();
}

void DiffHead::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void DiffHead::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::FontChange)
        arrange();
}

void DiffHead::showTitles()
{
    const auto show = [this](QLabel* label, QChar sign, const QString& title) {
        label->setText(m_unified && !title.isEmpty() ? sign + QLatin1Char(' ') + title : title);
        label->setToolTip(title);
    };
    show(m_leftTitle, QChar(0x2212), m_left);
    show(m_rightTitle, QLatin1Char('+'), m_right);
    arrange();
}

void DiffHead::showChanges()
{
    if (m_count == 0)
        m_changes->setText(tr("No differences"));
    else if (m_current < 0)
        m_changes->setText(m_count == 1 ? tr("1 change") : tr("%1 changes").arg(m_count));
    else
        m_changes->setText(tr("Change %1 of %2").arg(m_current + 1).arg(m_count));
    m_previous->setEnabled(m_count > 0);
    m_next->setEnabled(m_count > 0);
    arrange();
}

void DiffHead::arrange()
{
    const int titles = m_leftTitle->sizeHint().width() + m_titles->spacing() + m_rightTitle->sizeHint().width();
    const int room = width() - m_rows->contentsMargins().left() - m_rows->contentsMargins().right();
    const bool below = m_unified && titles + metrics::Margin + m_tools->sizeHint().width() > room;
    m_rows->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_rows->setSpacing(below ? 0 : metrics::Margin);
    // Each title begins where its side does.
    const int half = width() / 2 + metrics::Gap - m_rows->contentsMargins().left() - m_titles->spacing();
    m_leftTitle->setMaximumWidth(m_unified ? QWIDGETSIZE_MAX : std::max(NarrowestTitle, half));
    m_titles->setStretch(0, m_unified ? 0 : AllRoom);
}

void DiffHead::retranslate()
{
    const auto name = [](QToolButton* tool, const QString& text, const QString& keys) {
        tool->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
        tool->setAccessibleName(text);
    };
    name(m_previous, tr("Previous change"), QKeySequence(Qt::SHIFT | Qt::Key_F7).toString(QKeySequence::NativeText));
    name(m_next, tr("Next change"), QKeySequence(Qt::Key_F7).toString(QKeySequence::NativeText));
    name(m_open, tr("Show unchanged lines"), {});
    showChanges();
}

} // namespace skiff::widgets
