#include "app/desktop/notice_strip.h"

#include <QEvent>
#include <QKeySequence>
#include <QPushButton>

#include <utility>

namespace skiff::desktop {

NoticeStrip::NoticeStrip(QWidget* parent) : Banner(parent), m_undo(addButton()), m_close(addButton())
{
    setObjectName(QStringLiteral("noticeStrip"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_leave.setSingleShot(true);
    m_leave.setInterval(SecondsShown * 1000);
    connect(&m_leave, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_undo, &QPushButton::clicked, this, &NoticeStrip::run);
    retranslate();
}

void NoticeStrip::done(const QString& words, std::function<void()> undo)
{
    m_verb.clear();
    m_undoing = std::move(undo);
    m_undo->setVisible(bool(m_undoing));
    retranslate();
    say(widgets::Glyph::Dot, words);
    m_leave.start();
}

void NoticeStrip::undo()
{
    if (m_verb.isEmpty()) // an offer is no undo
        run();
}

void NoticeStrip::run()
{
    if (!isVisible() || !m_undoing)
        return;
    hide();
    std::exchange(m_undoing, nullptr)();
}

void NoticeStrip::problem(const QString& words)
{
    m_undoing = nullptr;
    m_undo->hide();
    m_leave.stop();
    say(widgets::Glyph::Cross, words);
}

void NoticeStrip::offer(const QString& words, const QString& verb, std::function<void()> run)
{
    m_verb = verb;
    m_undoing = std::move(run);
    m_undo->show();
    m_leave.stop();
    retranslate();
    say(widgets::Glyph::Half, words);
}

void NoticeStrip::changeEvent(QEvent* event)
{
    Banner::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void NoticeStrip::retranslate()
{
    m_undo->setText(m_verb.isEmpty() ? tr("Undo") : m_verb);
    m_undo->setToolTip(m_verb.isEmpty() ? QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText) : QString());
    m_close->setText(tr("Close"));
}

} // namespace skiff::desktop
