#include "widgets/editor/go_to_line.h"

#include "widgets/editor/code_editor.h"
#include "widgets/editor/popup_place.h"
#include "widgets/tokens.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QRegularExpressionValidator>

namespace skiff::widgets {

namespace {

constexpr int Width = 240;

} // namespace

GoToLine::GoToLine(CodeEditor& editor) : QFrame(&editor), m_editor(editor), m_line(new QLineEdit)
{
    setObjectName(QStringLiteral("goToLine"));
    setFont(QApplication::font()); // not the text's
    m_line->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{0,9}(?:[:,]\\d{0,9})?")), m_line));
    m_line->installEventFilter(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::Gap, metrics::Gap, metrics::Gap, metrics::Gap);
    row->addWidget(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &GoToLine::follow);
}

void GoToLine::open()
{
    m_origin = m_editor.textCursor().position();
    m_line->setPlaceholderText(tr("Line, or line:column"));
    m_line->setAccessibleName(tr("Go to line"));
    m_line->clear();
    setFixedWidth(Width);
    adjustSize();
    move(m_editor.viewport()->x() + std::max(0, (m_editor.viewport()->width() - width()) / 2),
         m_editor.viewport()->y());
    show();
    raise();
    m_line->setFocus(Qt::ShortcutFocusReason);
}

void GoToLine::follow(const QString& typed)
{
    const QStringList parts = QString(typed).replace(QLatin1Char(','), QLatin1Char(':')).split(QLatin1Char(':'));
    if (const int line = parts.front().toInt(); line > 0)
        m_editor.goTo(line - 1, std::max(0, parts.value(1).toInt() - 1));
}

bool GoToLine::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut) {
        hide();
    } else if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            QTextCursor cursor(m_editor.document());
            cursor.setPosition(std::min(m_origin, m_editor.document()->characterCount() - 1));
            m_editor.showSelection(cursor);
        }
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_editor.setFocus(Qt::OtherFocusReason);
            hide();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void GoToLine::paintEvent(QPaintEvent*)
{
    paintPopupFrame(*this);
}

} // namespace skiff::widgets
