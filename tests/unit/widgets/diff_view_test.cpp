#include "widgets/editor/diff_view.h"

#include "tests/support/register_test.h"
#include "widgets/editor/diff_canvas.h"
#include "widgets/tokens.h"

#include <QLabel>
#include <QScrollBar>
#include <QTest>

using namespace skiff::widgets;
using Type = DiffViewRow::Type;

namespace {

/// Twenty lines of which one is changed, one removed and one added.
DiffTexts example()
{
    DiffTexts texts{.leftTitle = QStringLiteral("server"), .rightTitle = QStringLiteral("mine")};
    for (int i = 0; i < 20; ++i) {
        if (i == 10) {
            texts.left << QStringLiteral("replicas: 2");
            texts.right << QStringLiteral("replicas: 3");
            texts.rows.push_back(
                {Type::Changed, int(texts.left.size()) - 1, int(texts.right.size()) - 1, {{10, 1}}, {{10, 1}}});
            texts.left << QStringLiteral("gone: 1");
            texts.rows.push_back({Type::Removed, int(texts.left.size()) - 1, -1, {}, {}});
            continue;
        }
        if (i == 19) {
            texts.right << QStringLiteral("new: 1");
            texts.rows.push_back({Type::Added, -1, int(texts.right.size()) - 1, {}, {}});
            continue;
        }
        texts.left << QStringLiteral("line %1").arg(i);
        texts.right << texts.left.last();
        texts.rows.push_back({Type::Same, int(texts.left.size()) - 1, int(texts.right.size()) - 1, {}, {}});
    }
    return texts;
}

} // namespace

class DiffViewTest final : public QObject
{
    Q_OBJECT

    static QWidget* part(const DiffView& view, const char* name)
    {
        return view.findChild<QWidget*>(QLatin1String(name));
    }

private slots:
    void titlesStandOverTheirSides()
    {
        DiffView view;
        view.resize(900, 300);
        view.setTexts(example());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const auto x = [&view](const char* name) {
            return part(view, name)->mapTo(&view, QPoint()).x();
        };
        QVERIFY(x("diffLeftTitle") < 30);
        QVERIFY2(std::abs(x("diffRightTitle") - 450) < 20, qPrintable(QString::number(x("diffRightTitle"))));
        view.setTitles("vorher", "nachher");
        QCOMPARE(view.findChild<QLabel*>("diffRightTitle")->text(), QString("nachher"));
    }

    /// Where there is little width nothing is cut: the buttons go below the titles, which carry their lines' signs.
    void aNarrowHeadCutsNothing()
    {
        DiffView view;
        view.setTexts(example());
        view.setTitles("On the server now", "After applying");
        for (const int width : {700, 420, 300}) {
            view.resize(width, 300);
            view.show();
            QVERIFY(QTest::qWaitForWindowExposed(&view));
            QTRY_COMPARE(view.width(), width);
            QVERIFY(view.isUnified());
            const auto* right = view.findChild<QLabel*>("diffRightTitle");
            QCOMPARE(right->text(), QString("+ After applying"));
            QTRY_VERIFY2(right->width() >= right->sizeHint().width(), qPrintable(QString::number(right->width())));
            const QWidget* open = part(view, "diffOpen");
            QVERIFY(open->mapTo(&view, open->rect().bottomRight()).x() < width);
        }
        QVERIFY(part(view, "diffOpen")->y() >= part(view, "diffRightTitle")->geometry().bottom());
    }

    void longStretchesWithoutAChangeAreClosed()
    {
        DiffLines lines;
        lines.setRows(example().rows);
        QCOMPARE(lines.changeCount(), 2);
        QCOMPARE(lines.lines().front().closed, 7);
        QCOMPARE(lines.lineOfChange(0), 4);
        QVERIFY(lines.anyClosed());
        lines.open(lines.lines().front().row);
        QCOMPARE(lines.lineOfChange(0), 10);
        QVERIFY(!lines.anyClosed());
        QCOMPARE(lines.lines().size(), lines.rows().size());
    }

    void unifiedPutsWhatIsGoneAboveWhatCame()
    {
        DiffLines lines;
        lines.setRows(example().rows);
        lines.setUnified(true);
        const size_t at = size_t(lines.lineOfChange(0));
        QCOMPARE(lines.lines()[at].type, Type::Removed);
        QCOMPARE(lines.lines()[at + 1].type, Type::Removed);
        QCOMPARE(lines.lines()[at + 2].type, Type::Added);
        QCOMPARE(lines.lines()[at + 2].right, 10);
    }

    void goesFromChangeToChange()
    {
        DiffView view;
        view.setTexts(example());
        QCOMPARE(view.changeCount(), 2);
        QCOMPARE(view.currentChange(), -1);
        view.nextChange();
        QCOMPARE(view.currentChange(), 0);
        view.nextChange();
        QCOMPARE(view.currentChange(), 1);
        view.nextChange();
        QCOMPARE(view.currentChange(), 0);
        view.previousChange();
        QCOMPARE(view.currentChange(), 1);
    }

    void isUnifiedWhereThereIsLittleWidth()
    {
        DiffView view;
        view.setTexts(example());
        view.resize(1000, 400);
        view.show();
        QTRY_VERIFY(!view.isUnified());
        view.resize(500, 400);
        QTRY_VERIFY(view.isUnified());
        view.setDiffLayout(DiffView::Layout::SideBySide);
        QVERIFY(!view.isUnified());
    }

    void copiesOneSideWithWhatIsClosed()
    {
        DiffView view;
        view.resize(1000, 600);
        view.setTexts(example());
        view.show();
        auto* canvas = view.findChild<DiffCanvas*>();
        const int middle = canvas->viewport()->width() / 2;
        QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(middle + 100, 30));
        QTest::keyClick(canvas, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedText(), example().right.join(QLatin1Char('\n')));
        QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(100, 30));
        canvas->selectAll();
        QCOMPARE(view.selectedText(), example().left.join(QLatin1Char('\n')));
    }

    void textIsReadableOnEveryColour_data()
    {
        QTest::addColumn<int>("scheme");
        QTest::newRow("light") << int(ColorScheme::Light);
        QTest::newRow("dark") << int(ColorScheme::Dark);
    }

    void textIsReadableOnEveryColour()
    {
        QFETCH(int, scheme);
        const QPalette palette = paletteFor(ColorScheme(scheme));
        const QColor text = tokens(palette).text;
        for (const bool added : {false, true}) {
            QVERIFY(contrast(text, DiffCanvas::lineColor(palette, added)) >= 4.5);
            QVERIFY(contrast(text, DiffCanvas::markColor(palette, added)) >= 4.5);
        }
    }
};

SKIFF_REGISTER_TEST(DiffViewTest);
#include "diff_view_test.moc"
