#include "app/model/logs/json_table_model.h"

#include "tests/support/register_test.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace skiff::model::logs;

namespace {

LogUpdate update(const QList<QByteArray>& lines, uint64_t number = 0)
{
    auto chunk = std::make_shared<LogChunk>(number);
    LogUpdate out;
    for (const QByteArray& line : lines) {
        chunk->append(1, 1'000'000'000, decodeLine(line));
        out.rows.push_back({nullptr, uint32_t(chunk->count() - 1), false});
    }
    for (LogRow& row : out.rows)
        row.chunk = chunk;
    return out;
}

} // namespace

class JsonColumnsTest final : public QObject
{
    Q_OBJECT

private slots:
    void columnsAreFoundByThemselves()
    {
        JsonColumns columns;
        for (int i = 0; i < 10; ++i)
            columns.learn(R"({"ts":"2026","caller":"a.go","msg":"hi","level":"info"})");
        columns.learn(R"({"msg":"rare","odd":1})");
        columns.learn("no json");
        QCOMPARE(columns.lineCount(), 11);
        QCOMPARE(columns.suggested(), (QStringList{"level", "msg", "caller"}));
        QVERIFY(columns.members().contains("odd"));
    }

    void randomNamesDoNotGrowIt()
    {
        JsonColumns columns;
        for (int i = 0; i < 1000; ++i)
            columns.learn("{\"k" + QByteArray::number(i) + "\":1}");
        QVERIFY(columns.members().size() <= 200);
    }

    void linesBecomeRows()
    {
        LogDocument document;
        JsonTableModel model(document);
        QAbstractItemModelTester tester(&model);
        document.apply(update({R"({"level":"info","msg":"hello","n":{"a":1}})", "plain words", "{broken}"}));
        QCOMPARE(model.columns(), (QStringList{"level", "msg", "n"}));
        const auto cell = [&model](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(cell(0, 2), QStringLiteral("info"));
        QCOMPARE(cell(0, 4), QStringLiteral(R"({"a":1})"));
        QCOMPARE(cell(1, 3), QStringLiteral("plain words"));
        QCOMPARE(cell(2, 3), QStringLiteral("{broken}"));
        model.setChosen({"n"});
        QCOMPARE(model.columnCount(), 3);
        LogUpdate more = update({"later"}, 3);
        more.firstNumber = 2;
        document.apply(more);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(document.row(0).text(), QStringLiteral("{broken}"));
    }
};

SKIFF_REGISTER_TEST(JsonColumnsTest);
#include "json_columns_test.moc"
