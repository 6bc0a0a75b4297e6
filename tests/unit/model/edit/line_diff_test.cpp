#include "app/model/edit/line_diff.h"
#include "tests/support/register_test.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace skiff;
using model::edit::diffLines;
using model::edit::DiffRow;

namespace {

/// "=0:0 -1: +:1 ~2:2"
QString words(const std::vector<DiffRow>& rows)
{
    QStringList all;
    for (const DiffRow& row : rows) {
        const char* mark = row.type == DiffRow::Type::Same      ? "="
                           : row.type == DiffRow::Type::Added   ? "+"
                           : row.type == DiffRow::Type::Removed ? "-"
                                                                : "~";
        const auto number = [](int line) {
            return line < 0 ? QString() : QString::number(line);
        };
        all.append(QLatin1String(mark) + number(row.left) + QLatin1Char(':') + number(row.right));
    }
    return all.join(QLatin1Char(' '));
}

/// Both texts can be read off the rows again.
bool isWhole(const std::vector<DiffRow>& rows, const QStringList& left, const QStringList& right)
{
    int l = 0;
    int r = 0;
    for (const DiffRow& row : rows) {
        if ((row.left >= 0 && row.left != l++) || (row.right >= 0 && row.right != r++))
            return false;
        if (row.type == DiffRow::Type::Same && left[row.left] != right[row.right])
            return false;
    }
    return l == left.size() && r == right.size();
}

} // namespace

class LineDiffTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatChanged_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<QString>("rows");
        QTest::newRow("same") << "a b"
                              << "a b"
                              << "=0:0 =1:1";
        QTest::newRow("added") << "a c"
                               << "a b c"
                               << "=0:0 +:1 =1:2";
        QTest::newRow("removed") << "a b c"
                                 << "a c"
                                 << "=0:0 -1: =2:1";
        QTest::newRow("changed") << "a image:x c"
                                 << "a image:y c"
                                 << "=0:0 ~1:1 =2:2";
        QTest::newRow("unlike lines are no change of one") << "a bbbbbb c"
                                                           << "a zzzzzz c"
                                                           << "=0:0 -1: +:1 =2:2";
        QTest::newRow("moved") << "a b c"
                               << "b c a"
                               << "-0: =1:0 =2:1 +:2";
    }
    void showsWhatChanged()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QTEST(words(diffLines(left.split(u' '), right.split(u' '))), "rows");
    }

    void marksTheWordsThatDiffer()
    {
        const auto rows = diffLines({QStringLiteral("  image: nginx:1.25")}, {QStringLiteral("  image: nginx:1.27-a")});
        QCOMPARE(rows.size(), size_t(1));
        QCOMPARE(rows[0].leftMarks, (std::vector<model::edit::WordMark>{{17, 2}}));
        QCOMPARE(rows[0].rightMarks, (std::vector<model::edit::WordMark>{{17, 4}}));
        const auto counts = model::edit::countChanges(rows);
        QCOMPARE(counts.changed, 1);
        QVERIFY(!counts.none());
    }

    void anyTwoTextsAreWhole()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            const auto make = [&random] {
                QStringList text;
                for (int i = random.bounded(30); i > 0; --i)
                    text.append(QString(1 + random.bounded(3), QChar(u'a' + random.bounded(4))));
                return text;
            };
            const QStringList left = make();
            const QStringList right = make();
            QVERIFY(isWhole(diffLines(left, right), left, right));
        }
    }

    void veryDifferentTextsTakeBoundedTime()
    {
        QStringList left;
        QStringList right;
        for (int i = 0; i < 1500; ++i) {
            left.append(QString::number(i).repeated(3));
            right.append(QString::number(100'000 + i * 7) + QStringLiteral(",.;:").repeated(100));
        }
        QElapsedTimer timer;
        timer.start();
        QVERIFY(isWhole(diffLines(left, right), left, right));
        QVERIFY2(timer.elapsed() < 60'000, "minutes would be without a bound, also under a sanitizer");
    }
};

SKIFF_REGISTER_TEST(LineDiffTest);
#include "line_diff_test.moc"
