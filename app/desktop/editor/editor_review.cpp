#include "app/desktop/editor/editor_review.h"

#include "app/desktop/editor/review_page.h"
#include "app/model/edit/editor_text.h"
#include "app/model/edit/line_diff.h"
#include "app/session/edit/off_thread.h"
#include "widgets/editor/diff_view.h"

#include <QKeyEvent>

namespace skiff::desktop {

namespace {

std::vector<widgets::DiffMark> marksOf(const std::vector<model::edit::WordMark>& words)
{
    std::vector<widgets::DiffMark> marks;
    for (const model::edit::WordMark& word : words)
        marks.push_back({word.column, word.length});
    return marks;
}

QStringList linesOf(const ReviewSide& side)
{
    return (side.object ? model::edit::editedText(*side.object) : side.text).split(QLatin1Char('\n'));
}

widgets::DiffTexts diffOf(const ReviewSide& theirs, const ReviewSide& mine)
{
    widgets::DiffTexts texts;
    texts.left = linesOf(theirs);
    texts.right = linesOf(mine);
    for (const model::edit::DiffRow& row : model::edit::diffLines(texts.left, texts.right))
        texts.rows.push_back({.type = widgets::DiffViewRow::Type(int(row.type)),
                              .left = row.left,
                              .right = row.right,
                              .leftMarks = marksOf(row.leftMarks),
                              .rightMarks = marksOf(row.rightMarks)});
    return texts;
}

} // namespace

EditorReview::EditorReview(QWidget* text, QWidget* parent)
    : QStackedWidget(parent),
      m_text(text),
      m_diff(new widgets::DiffView),
      m_diffPage(new ReviewPage(m_diff)),
      m_choices(new FieldChoices),
      m_choicesPage(new ReviewPage(m_choices))
{
    m_diff->setObjectName(QStringLiteral("editorDiffView"));
    m_diffPage->setObjectName(QStringLiteral("editorDiffPage"));
    m_choicesPage->setObjectName(QStringLiteral("editorChoicesPage"));
    addWidget(m_text);
    for (ReviewPage* page : {m_diffPage, m_choicesPage}) {
        addWidget(page);
        connect(page, &ReviewPage::left, this, &EditorReview::showText);
        connect(page, &ReviewPage::accepted, this, &EditorReview::accept);
    }
    connect(m_choices, &FieldChoices::accepted, this, &EditorReview::accept);
}

bool EditorReview::accept()
{
    const Accept accept = std::exchange(m_accept, nullptr);
    if (!accept)
        return false;
    showText();
    accept();
    return true;
}

bool EditorReview::showsText() const
{
    return currentWidget() == m_text;
}

void EditorReview::showText()
{
    m_asked.reset();
    m_words = nullptr;
    m_accept = nullptr;
    setCurrentWidget(m_text);
    m_text->setFocus(Qt::OtherFocusReason);
}

void EditorReview::show(ReviewPage* page, QWidget* focused, Words words, Accept accept)
{
    m_words = std::move(words);
    m_accept = std::move(accept);
    setCurrentWidget(page);
    retranslate();
    focused->setFocus(Qt::OtherFocusReason);
}

void EditorReview::retranslate()
{
    if (!m_words)
        return;
    const ReviewWords words = m_words();
    if (currentWidget() == m_diffPage) {
        m_diffPage->setWords(words.title, words.words, words.verb);
        m_diff->setTitles(words.theirs, words.mine);
    } else {
        m_choicesPage->setWords(words.title, words.words, words.verb);
        m_choices->setDecisions(words.mine, words.theirs);
    }
}

void EditorReview::showDiff(Words words, ReviewSide theirs, ReviewSide mine, bool large, Accept accept)
{
    m_asked = std::make_shared<int>();
    session::offThread(
        large, this, [theirs = std::move(theirs), mine = std::move(mine)] { return diffOf(theirs, mine); },
        [this, words = std::move(words), accept = std::move(accept),
         asked = std::weak_ptr<int>(m_asked)](widgets::DiffTexts texts) mutable {
            if (asked.expired())
                return;
            m_diff->setTexts(std::move(texts));
            show(m_diffPage, m_diff, std::move(words), std::move(accept));
            m_diff->goToChange(0);
        });
}

void EditorReview::showChoices(Words words, const std::vector<FieldChoice>& choices, Decide decide)
{
    m_asked.reset();
    m_choices->setChoices(choices);
    show(m_choicesPage, m_choices, std::move(words),
         [this, decide = std::move(decide)] { decide(m_choices->choices()); });
}

void EditorReview::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !showsText())
        showText();
    else
        QStackedWidget::keyPressEvent(event);
}

void EditorReview::changeEvent(QEvent* event)
{
    QStackedWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace skiff::desktop
