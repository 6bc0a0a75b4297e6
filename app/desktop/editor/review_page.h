#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace skiff::desktop {

/// What is looked at before going on, in place of the text: a title, a sentence, the content, the way on and the way
/// back (Esc). GUI thread.
class ReviewPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewPage(QWidget* content, QWidget* parent = nullptr);

    /// With an empty `verb` there is only the way back.
    void setWords(const QString& title, const QString& words, const QString& verb);
    QPushButton* verbButton() { return m_verb; }

signals:
    void accepted();
    void left();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLabel* m_title;
    QLabel* m_words;
    QPushButton* m_verb;
    QPushButton* m_back;
};

} // namespace skiff::desktop
