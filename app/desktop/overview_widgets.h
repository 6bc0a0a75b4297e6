#pragma once

#include "widgets/status_glyph.h"

#include <QAbstractButton>
#include <QString>

namespace skiff::desktop {

/// One line of the overview: a state, what it is about, a sentence, an age. A button: it opens what it is about.
class OverviewRow final : public QAbstractButton
{
    Q_OBJECT

public:
    struct Content
    {
        widgets::Glyph glyph = widgets::Glyph::None;
        QString title;
        QString words;
        QString age;
    };

    explicit OverviewRow(Content content, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    const QString& title() const { return m_content.title; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const Content m_content;
};

/// How much of something there is: a name, a bar, "1.2 of 4 cores".
class CapacityBar final : public QWidget
{
    Q_OBJECT

public:
    enum class Better
    {
        Less, ///< a full bar warns
        Full  ///< a bar that is not full warns
    };

    CapacityBar(QString title, QString words, double share, Better better = Better::Less, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {180, 64}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const QString m_title;
    const QString m_words;
    const double m_share;
    const Better m_better;
};

} // namespace skiff::desktop
