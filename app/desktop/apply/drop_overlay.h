#pragma once

#include <QWidget>

namespace skiff::desktop {

/// What covers the window while something is dragged over it that could be applied. Takes no events. GUI thread.
class DropOverlay final : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget& window);

    /// Covers the window; `title` says where it would go, `words` what happens then.
    void showOver(const QString& title, const QString& words);
    QString title() const { return m_title; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    QString m_words;
};

} // namespace skiff::desktop
