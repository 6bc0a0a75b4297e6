#include "app/desktop/logs/log_filter_bar.h"

#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace skiff::desktop {

using model::logs::LogPattern;

namespace {

constexpr int ChangedMsecs = 200;

QToolButton* stepButton(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setAutoRaise(true);
    button->setIcon(widgets::icon(QLatin1String(icon)));
    return button;
}

} // namespace

LogFilterBar::LogFilterBar(QWidget* parent)
    : QWidget(parent),
      m_search(addField("logSearch")),
      m_found(new QLabel),
      m_up(stepButton("logFindUp", "up")),
      m_down(stepButton("logFindDown", "down")),
      m_include(addField("logInclude")),
      m_exclude(addField("logExclude")),
      m_highlight(addField("logHighlight"))
{
    m_found->setObjectName(QStringLiteral("logFound"));
    m_found->setForegroundRole(QPalette::PlaceholderText);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(widgets::metrics::WideGap, 0, widgets::metrics::Gap, 4);
    row->setSpacing(widgets::metrics::Gap);
    row->addWidget(m_search, 4);
    row->addWidget(m_found);
    row->addWidget(m_up);
    row->addWidget(m_down);
    row->addSpacing(widgets::metrics::Gap);
    row->addWidget(m_include, 3);
    row->addWidget(m_exclude, 3);
    row->addWidget(m_highlight, 3);
    m_soon.setSingleShot(true);
    m_soon.setInterval(ChangedMsecs);
    connect(&m_soon, &QTimer::timeout, this, &LogFilterBar::check);
    connect(m_up, &QToolButton::clicked, this, [this] { emit nextRequested(false); });
    connect(m_down, &QToolButton::clicked, this, [this] { emit nextRequested(true); });
    setFoundCount(0);
    retranslate();
}

QLineEdit* LogFilterBar::addField(const char* name)
{
    auto* field = new QLineEdit;
    field->setObjectName(QLatin1String(name));
    field->setClearButtonEnabled(true);
    field->setMinimumWidth(80);
    field->installEventFilter(this);
    connect(field, &QLineEdit::textChanged, &m_soon, qOverload<>(&QTimer::start));
    return field;
}

LogPattern LogFilterBar::pattern(QLineEdit* field) const
{
    const LogPattern pattern(field->text());
    return pattern.isValid() ? pattern : LogPattern();
}

LogPattern LogFilterBar::search() const
{
    return pattern(m_search);
}
LogPattern LogFilterBar::include() const
{
    return pattern(m_include);
}
LogPattern LogFilterBar::exclude() const
{
    return pattern(m_exclude);
}
LogPattern LogFilterBar::highlight() const
{
    return pattern(m_highlight);
}

void LogFilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogFilterBar::setFoundCount(int count)
{
    const bool searching = !m_search->text().isEmpty();
    m_found->setText(searching ? (count == 1 ? tr("1 line") : tr("%1 lines").arg(QLocale().toString(count)))
                               : QString());
    m_up->setEnabled(searching && count > 0);
    m_down->setEnabled(searching && count > 0);
}

void LogFilterBar::check()
{
    for (QLineEdit* field : {m_search, m_include, m_exclude, m_highlight}) {
        const QString problem = LogPattern(field->text()).problem();
        QPalette colors = palette();
        if (!problem.isEmpty())
            colors.setColor(QPalette::Text, widgets::tokens(palette()).bad);
        field->setPalette(colors);
        if (!problem.isEmpty())
            field->setToolTip(problem);
    }
    emit changed();
}

bool LogFilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    auto* field = static_cast<QLineEdit*>(watched);
    if (key->key() == Qt::Key_Escape) {
        field->text().isEmpty() ? emit left() : field->clear();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        if (m_soon.isActive()) { // typed and confirmed at once
            m_soon.stop();
            check();
        }
        if (field == m_search)
            emit nextRequested(key->modifiers().testFlag(Qt::ShiftModifier));
        else
            emit left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void LogFilterBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        m_soon.start();
}

void LogFilterBar::retranslate()
{
    m_search->setPlaceholderText(tr("Search"));
    m_search->setToolTip(tr("Regular expression; Enter goes up, Shift+Enter down (Ctrl+F)"));
    m_include->setPlaceholderText(tr("Only lines with…"));
    m_include->setToolTip(tr("Regular expression: only lines that match are shown"));
    m_exclude->setPlaceholderText(tr("Without…"));
    m_exclude->setToolTip(tr("Regular expression: lines that match are left out"));
    m_highlight->setPlaceholderText(tr("Highlight…"));
    m_highlight->setToolTip(tr("Regular expression: what matches stands out"));
    m_up->setToolTip(tr("Previous place"));
    m_down->setToolTip(tr("Next place"));
}

} // namespace skiff::desktop
