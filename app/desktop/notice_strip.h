#pragma once

#include "widgets/banner.h"

#include <QTimer>

#include <functional>

class QPushButton;

namespace skiff::desktop {

/// Says what was done, with an undo while it is fresh, or what failed until it is closed. One at a
/// time: the newest. GUI thread.
class NoticeStrip final : public widgets::Banner
{
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget* parent = nullptr);

    void done(const QString& words, std::function<void()> undo = {});
    void problem(const QString& words);
    void offer(const QString& words, const QString& verb, std::function<void()> run);
    /// Takes back what was done last, while it is offered.
    void undo();

    static constexpr int SecondsShown = 12;

protected:
    void changeEvent(QEvent* event) override;

private:
    void run();
    void retranslate();

    QPushButton* m_undo;
    QPushButton* m_close;
    QTimer m_leave;
    std::function<void()> m_undoing;
    QString m_verb; ///< of what is offered; empty: an undo
};

} // namespace skiff::desktop
