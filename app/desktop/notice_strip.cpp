#include "app/desktop/notice_strip.h"

#include <QEvent>
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
    connect(m_undo, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto undo = std::exchange(m_undoing, nullptr))
            undo();
    });
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
    m_close->setText(tr("Close"));
}

} // namespace skiff::desktop
