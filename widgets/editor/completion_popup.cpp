#include "widgets/editor/completion_popup.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/offer_model.h"
#include "widgets/editor/popup_place.h"
#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>

namespace skiff::widgets {

namespace {

constexpr int RowsShown = 10;
constexpr int LeastWidth = 220;
constexpr int MostWidth = 420;
constexpr int AboutWidth = 280;
constexpr int LeastHeight = 120; ///< when there is something about an offer

} // namespace

CompletionPopup::CompletionPopup(CodeEditor& editor)
    : QFrame(&editor, Qt::ToolTip),
      m_editor(editor),
      m_model(new OfferModel(this)),
      m_list(new QListView),
      m_about(new QScrollArea),
      m_aboutText(new QLabel)
{
    setObjectName(QStringLiteral("completionPopup"));
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    m_list->setObjectName(QStringLiteral("completionList"));
    m_list->setAccessibleName(tr("Offers"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new OfferDelegate(m_list));
    m_list->setUniformItemSizes(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_aboutText->setObjectName(QStringLiteral("completionAbout"));
    m_aboutText->setTextFormat(Qt::PlainText);
    m_aboutText->setWordWrap(true);
    m_aboutText->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_aboutText->setMargin(metrics::Gap);
    m_about->setWidget(m_aboutText);
    m_about->setWidgetResizable(true);
    m_about->setFrameShape(QFrame::NoFrame);
    m_about->setFocusPolicy(Qt::NoFocus);
    m_about->setFixedWidth(AboutWidth);
    m_about->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(1, 1, 1, 1);
    row->setSpacing(1);
    row->addWidget(m_list);
    row->addWidget(m_about);
    connect(m_list, &QListView::clicked, this, &CompletionPopup::accept);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &CompletionPopup::showCurrent);
    connect(editor.verticalScrollBar(), &QScrollBar::valueChanged, this, &QWidget::hide);
}

void CompletionPopup::open(EditorCompletion completion)
{
    const LongLines& lines = m_editor.longLines();
    const EditorPlace& place = completion.place;
    m_offers = std::move(completion.offers);
    m_place = QTextCursor(m_editor.document());
    m_place.setPosition(lines.positionOf(place.line, place.column));
    m_place.setKeepPositionOnInsert(true);
    // The answer may come late: then the cursor has gone on, or is somewhere else altogether.
    const int cursor = m_editor.textCursor().position();
    if (m_offers.empty() || cursor < m_place.position() || m_editor.document()->findBlock(cursor) != m_place.block()) {
        hide();
        return;
    }
    narrow();
}

void CompletionPopup::narrow()
{
    QTextCursor typed = m_editor.textCursor();
    typed.setPosition(m_place.position());
    typed.setPosition(m_editor.textCursor().position(), QTextCursor::KeepAnchor);
    std::vector<EditorOffer> fitting = fittingOffers(m_offers, typed.selectedText());
    if (fitting.empty() || (fitting.size() == 1 && fitting.front().insert == typed.selectedText())) {
        hide();
        return;
    }
    m_model->setOffers(std::move(fitting));
    m_list->setCurrentIndex(m_model->index(0));
    showCurrent();
    layOut();
    show();
}

void CompletionPopup::follow()
{
    if (!isVisible())
        return;
    const QTextCursor cursor = m_editor.textCursor();
    if (cursor.hasSelection() || cursor.position() < m_place.position() || cursor.block() != m_place.block())
        hide();
    else
        narrow();
}

void CompletionPopup::layOut()
{
    m_list->setFont(m_editor.font());
    int width = LeastWidth;
    const int rows = std::min(RowsShown, m_model->rowCount());
    bool anyAbout = false;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        if (i < 200)
            width = std::max(width, m_list->sizeHintForIndex(m_model->index(i)).width());
        anyAbout = anyAbout || !m_model->at(i).documentation.isEmpty();
    }
    const int rowHeight = m_list->sizeHintForRow(0);
    const int bar = m_model->rowCount() > rows ? m_list->verticalScrollBar()->sizeHint().width() : 0;
    m_list->setFixedWidth(std::min(MostWidth, width) + bar);
    m_about->setVisible(anyAbout);
    setFixedHeight(std::max(rows * rowHeight, anyAbout ? LeastHeight : 0) + 2);
    setFixedWidth(m_list->width() + (anyAbout ? AboutWidth + 1 : 0) + 2);
    QTextCursor begin = m_editor.textCursor();
    begin.setPosition(m_place.position());
    const QRect anchor = m_editor.cursorRect(begin);
    move(popupPlace(QRect(m_editor.viewport()->mapToGlobal(anchor.topLeft()), anchor.size()), size()));
}

void CompletionPopup::showCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    m_aboutText->setText(current.isValid() ? m_model->at(current.row()).documentation : QString());
    m_about->verticalScrollBar()->setValue(0);
}

void CompletionPopup::moveBy(int rows)
{
    const int count = m_model->rowCount();
    int row = m_list->currentIndex().row() + rows;
    // One step goes round the ends, a page stops at them.
    row = std::abs(rows) == 1 ? (row + count) % count : std::clamp(row, 0, count - 1);
    m_list->setCurrentIndex(m_model->index(row));
    m_list->scrollTo(m_list->currentIndex());
}

bool CompletionPopup::handleKey(const QKeyEvent& event)
{
    if (event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Up:
        moveBy(-1);
        return true;
    case Qt::Key_Down:
        moveBy(1);
        return true;
    case Qt::Key_PageUp:
        moveBy(-(RowsShown - 1));
        return true;
    case Qt::Key_PageDown:
        moveBy(RowsShown - 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        accept();
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void CompletionPopup::accept()
{
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid() || m_editor.isReadOnly())
        return;
    const EditorOffer offer = m_model->at(current.row());
    hide();
    QTextCursor cursor = m_editor.textCursor();
    const int end = cursor.position();
    cursor.beginEditBlock();
    cursor.setPosition(m_place.position());
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    cursor.insertText(m_editor.longLines().cut(offer.insert));
    cursor.endEditBlock();
    cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::MoveAnchor, offer.cursorBack);
    m_editor.setTextCursor(cursor);
}

QStringList CompletionPopup::labels() const
{
    QStringList labels;
    for (int i = 0; i < m_model->rowCount(); ++i)
        labels << m_model->at(i).label;
    return labels;
}

int CompletionPopup::currentRow() const
{
    return m_list->currentIndex().row();
}

void CompletionPopup::paintEvent(QPaintEvent*)
{
    paintPopupFrame(*this);
}

} // namespace skiff::widgets
