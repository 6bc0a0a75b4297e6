#pragma once

#include "app/desktop/editor/field_choices.h"
#include "app/session/edit/object_ptr.h"

#include <QStackedWidget>

#include <functional>
#include <memory>
#include <vector>

namespace skiff::widgets {
class DiffView;
}

namespace skiff::desktop {

class FieldChoices;
class ReviewPage;

/// What stands on a page of review.
struct ReviewWords
{
    QString title;
    QString words;
    QString verb = {};   ///< of the way on; empty: there is none
    QString mine = {};   ///< the title of the right side, or what deciding for it is called
    QString theirs = {}; ///< of the left one, what the server has
};

/// A text, or an object that is to be written as one.
struct ReviewSide
{
    session::ObjectPtr object = {};
    QString text = {};
};

/// The text of an editor, or what is looked at and decided in its place: differences, fields in conflict. Differences
/// of large texts are worked out on another thread. GUI thread.
class EditorReview final : public QStackedWidget
{
    Q_OBJECT

public:
    /// Asked for once more when the language is another, so that a page that is looked at follows it.
    using Words = std::function<ReviewWords()>;
    using Accept = std::function<void()>;
    using Decide = std::function<void(const std::vector<FieldChoice>& choices)>;

    /// `text` is the page of the text, which gets the focus by its proxy.
    explicit EditorReview(QWidget* text, QWidget* parent = nullptr);

    bool showsText() const;
    void showText();
    /// The way on, as by the page's button; false when there is none.
    bool accept();
    void showDiff(Words words, ReviewSide theirs, ReviewSide mine, bool large, Accept accept = {});
    void showChoices(Words words, const std::vector<FieldChoice>& choices, Decide decide);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void show(ReviewPage* page, QWidget* focused, Words words, Accept accept);
    void retranslate();

    QWidget* m_text;
    widgets::DiffView* m_diff;
    ReviewPage* m_diffPage;
    FieldChoices* m_choices;
    ReviewPage* m_choicesPage;
    Words m_words; ///< of the page that is shown; none with the text
    Accept m_accept;
    std::shared_ptr<int> m_asked; ///< new with each page: the differences of an older one are dropped
};

} // namespace skiff::desktop
