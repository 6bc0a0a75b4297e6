#include "widgets/log_view.h"

#include "tests/support/register_test.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace skiff::widgets;

namespace {

QStringList numbered(int count)
{
    QStringList lines;
    for (int i = 0; i < count; ++i)
        lines << QStringLiteral("line %1").arg(i);
    return lines;
}

} // namespace

class LogViewTest final : public QObject
{
    Q_OBJECT

private slots:
    void followsTheEndUntilTheReaderScrollsAway()
    {
        LogView view;
        view.resize(400, 200);
        view.show();
        QSignalSpy changes(&view, &LogView::followingChanged);
        view.append(numbered(500));
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        view.verticalScrollBar()->setValue(100);
        QVERIFY(!view.following());
        view.append(numbered(10));
        QCOMPARE(view.verticalScrollBar()->value(), 100);
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(view.following());
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        QCOMPARE(changes.size(), 2);
    }

    void keepsTheLatestLines()
    {
        LogView view;
        view.append(numbered(LogView::MostLines));
        view.append({QStringLiteral("one more"), QStringLiteral("two more")});
        QCOMPARE(view.lineCount(), int(LogView::MostLines));
        QCOMPARE(view.line(0), QStringLiteral("line 2"));
        QCOMPARE(view.line(view.lineCount() - 1), QStringLiteral("two more"));
    }

    void controlCharactersDoNoHarm()
    {
        LogView view;
        view.append({QStringLiteral("a\tb\x1b[31mred")});
        QCOMPARE(view.line(0), QStringLiteral("a b·[31mred"));
    }

    void copiesWhatIsSelected()
    {
        LogView view;
        view.append(numbered(3));
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("line 0\nline 1\nline 2"));
    }
};

SKIFF_REGISTER_TEST(LogViewTest);
#include "log_view_test.moc"
