#include "widgets/yaml_view.h"

#include "widgets/tokens.h"
#include "widgets/yaml_highlighter.h"

#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace skiff::widgets {

/// The strip of line numbers; the view paints it.
class YamlView::Gutter final : public QWidget
{
public:
    explicit Gutter(YamlView& view) : QWidget(&view), m_view(view) {}

protected:
    void paintEvent(QPaintEvent* event) override { m_view.paintGutter(event); }

private:
    YamlView& m_view;
};

class YamlView::Highlighting
{
public:
    explicit Highlighting(YamlView& view) : m_highlighter(makeYamlHighlighter(view.document(), tokens(view.palette()))) {}

private:
    std::unique_ptr<QSyntaxHighlighter> m_highlighter;
};

YamlView::YamlView(QWidget* parent) : QPlainTextEdit(parent), m_gutter(new Gutter(*this))
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    setFont(fixed);
    setFrameShape(QFrame::NoFrame);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(NoWrap);
    document()->setDocumentMargin(metrics::Gap);
    m_highlighting = std::make_unique<Highlighting>(*this);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &YamlView::layoutGutter);
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, qOverload<>(&QWidget::update));
    layoutGutter();
}

YamlView::~YamlView() = default;

void YamlView::setYaml(const QString& yaml)
{
    if (yaml == toPlainText())
        return;
    const int vertical = verticalScrollBar()->value();
    const int horizontal = horizontalScrollBar()->value();
    setPlainText(yaml);
    verticalScrollBar()->setValue(vertical);
    horizontalScrollBar()->setValue(horizontal);
}

void YamlView::changeEvent(QEvent* event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighting = std::make_unique<Highlighting>(*this);
}

void YamlView::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    layoutGutter();
}

int YamlView::gutterWidth() const
{
    const int digits = int(QString::number(std::max(100, blockCount())).size());
    return fontMetrics().horizontalAdvance(QLatin1Char('9')) * digits + 2 * metrics::Gap;
}

void YamlView::layoutGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void YamlView::paintGutter(QPaintEvent* event)
{
    const Tokens& t = tokens(palette());
    QPainter painter(m_gutter);
    painter.fillRect(event->rect(), t.window);
    painter.setPen(t.disabled);
    painter.setFont(font());
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        if (box.top() > event->rect().bottom())
            break;
        painter.drawText(QRectF(0, box.top(), m_gutter->width() - metrics::Gap, fontMetrics().lineSpacing()),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(block.blockNumber() + 1));
    }
}

} // namespace skiff::widgets
