#pragma once

#include "widgets/status_glyph.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace skiff::widgets {

/// A strip across a page that tells what cannot wait for a look at the status line: a glyph in its
/// colour, a sentence, at most a few buttons. Hidden until say(). GUI thread.
class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(QWidget* parent = nullptr);

    /// Shows `text`; the glyph chooses the colour.
    void say(Glyph glyph, const QString& text);
    QString text() const;

    /// A button at the end of the strip; the caller sets its text and connects it.
    QPushButton* addButton();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Glyph m_glyph = Glyph::Triangle;
    QLabel* m_text;
    QHBoxLayout* m_row;
};

} // namespace skiff::widgets
