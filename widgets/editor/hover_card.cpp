#include "widgets/editor/hover_card.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/long_lines.h"
#include "widgets/editor/popup_place.h"
#include "widgets/tokens.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace skiff::widgets {

namespace {

constexpr int MostWidth = 480;
constexpr int MostHeight = 320;

/// Shows text only: no pictures, no style sheets, no links that lead anywhere.
class TextOnly final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

    QVariant loadResource(int type, const QUrl&) override
    {
        // Without any picture QTextDocument would load the file by itself.
        if (type != QTextDocument::ImageResource)
            return {};
        QPixmap nothing(1, 1);
        nothing.fill(Qt::transparent);
        return nothing;
    }
};

} // namespace

HoverCard::HoverCard(CodeEditor& editor) : QFrame(&editor, Qt::ToolTip), m_editor(editor), m_text(new TextOnly)
{
    setObjectName(QStringLiteral("hoverCard"));
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFocusPolicy(Qt::NoFocus);
    m_text->setOpenLinks(false);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->document()->setDocumentMargin(0);
    m_text->document()->setDefaultStyleSheet(QStringLiteral("p { margin-top: 0; margin-bottom: 4px }"));
    m_text->setAccessibleName(tr("About the text under the pointer"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::WideGap, metrics::Gap, metrics::WideGap, metrics::Gap);
    column->addWidget(m_text);
    column->setSizeConstraint(QLayout::SetFixedSize);
    editor.installEventFilter(this);
    editor.viewport()->installEventFilter(this);
    connect(editor.verticalScrollBar(), &QScrollBar::valueChanged, this, &QWidget::hide);
    connect(editor.horizontalScrollBar(), &QScrollBar::valueChanged, this, &QWidget::hide);
}

void HoverCard::open(const QString& html, const EditorPlace& place)
{
    if (html.isEmpty()) {
        hide();
        return;
    }
    m_place = place;
    m_text->setHtml(html);
    QTextDocument& document = *m_text->document();
    document.setTextWidth(-1);
    const int width = std::min(MostWidth, int(std::ceil(document.idealWidth())) + 2);
    document.setTextWidth(width);
    const int height = std::min(MostHeight, int(std::ceil(document.size().height())));
    m_text->setFixedSize(
        width + (document.size().height() > MostHeight ? m_text->verticalScrollBar()->sizeHint().width() : 0), height);
    m_text->verticalScrollBar()->setValue(0);
    adjustSize();
    const QRect rect = placeRect();
    move(popupPlace(QRect(m_editor.viewport()->mapToGlobal(rect.topLeft()), rect.size()), size()));
    show();
}

QString HoverCard::text() const
{
    return m_text->toPlainText();
}

QRect HoverCard::placeRect() const
{
    QTextCursor cursor(m_editor.document());
    cursor.setPosition(m_editor.longLines().positionOf(m_place.line, m_place.column));
    const QRect begin = m_editor.cursorRect(cursor);
    cursor.setPosition(m_editor.longLines().positionOf(m_place.line, m_place.column + m_place.length));
    return begin.united(m_editor.cursorRect(cursor));
}

void HoverCard::paintEvent(QPaintEvent*)
{
    paintPopupFrame(*this);
}

bool HoverCard::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseMove: {
        // The way from the text to the card, and a little shaking, do not close it.
        const QPoint at = static_cast<QMouseEvent*>(event)->position().toPoint();
        if (isVisible() && watched == m_editor.viewport() &&
            !placeRect().adjusted(-metrics::Gap, -metrics::Gap, metrics::Gap, metrics::Gap).contains(at))
            hide();
        break;
    }
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Hide:
    case QEvent::WindowDeactivate:
        hide();
        break;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

void HoverCard::leaveEvent(QEvent*)
{
    hide();
}

} // namespace skiff::widgets
