#include "cluster/data/quantity.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::data;

class QuantityTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheCanonicalForm_data();
    void writesTheCanonicalForm();
    void refusesWhatIsNoQuantity_data();
    void refusesWhatIsNoQuantity();
    void comparesAndAddsExactly();
    void roundsUpToWholeUnits();
};

void QuantityTest::writesTheCanonicalForm_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char* text, const char* canonical) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(canonical);
    };
    row("0", "0");
    row("1000m", "1");
    row("100m", "100m");
    row("0.1", "100m");
    row("1.5", "1500m");
    row("1Gi", "1Gi");
    row("1024Mi", "1Gi");
    row("1.5Gi", "1536Mi");
    row("0.5Mi", "512Ki");
    row("1000Ki", "1000Ki");
    row("512", "512");
    row("1024", "1024");
    row("1000", "1k");
    row("1500000", "1500k");
    row("1e3", "1e3");
    row("12e6", "12e6");
    row("1E", "1E");
    row("1E3", "1e3");
    row("100u", "100u");
    row("0.0000000001", "1n");
    row("-2.5k", "-2500");
    row("+5", "5");
    row(".5", "500m");
    row("5.", "5");
    row("1Ki", "1Ki");
    row("0.5Ki", "512");
    row("9223372036854775807", "9223372036854775807");
    row("100E", "9223372036854775807");
    row("1e-3", "1e-3");
    row("0.000000000000000001Ei", "1152921505n");
    row("0.123456789012345678901234567890Ki", "126419751949n");
    row("7.999999999999999999Ei", "9223372036854775807");
    row("000123", "123");
}

void QuantityTest::writesTheCanonicalForm()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, canonical);
    const auto quantity = Quantity::parse(text.toStdString());
    QVERIFY2(quantity.ok(), text);
    QCOMPARE(QByteArray::fromStdString(quantity->toString()), canonical);
}

void QuantityTest::refusesWhatIsNoQuantity_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "x", "1x", "1 Gi", "1mm", "1e", "--1", ".", "1e3x", "0x10", "1Gi1", "1i"})
        QTest::newRow(text) << QByteArray(text);
}

void QuantityTest::refusesWhatIsNoQuantity()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Quantity::parse(text.toStdString()).ok());
}

static Quantity quantity(std::string_view text)
{
    return Quantity::parse(text).value();
}

void QuantityTest::comparesAndAddsExactly()
{
    QVERIFY(quantity("1") == quantity("1000m"));
    QVERIFY(quantity("1Gi") > quantity("1G"));
    QCOMPARE((quantity("100m") + quantity("0.9")).toString(), std::string("1"));
    QCOMPARE((quantity("1Gi") - quantity("256Mi")).toString(), std::string("768Mi"));
    QCOMPARE((Quantity() + quantity("2048Ki")).toString(), std::string("2Mi"));
    QCOMPARE((quantity("100m") - quantity("1")).toString(), std::string("-900m"));
}

void QuantityTest::roundsUpToWholeUnits()
{
    QCOMPARE(quantity("100m").value(), 1);
    QCOMPARE(quantity("-100m").value(), -1);
    QCOMPARE(quantity("1.5").milliValue(), 1500);
    QCOMPARE(quantity("1u").milliValue(), 1);
    QCOMPARE(Quantity(3).milliValue(), 3000);
    QCOMPARE(Quantity::fromMilli(2500).toString(), std::string("2500m"));
}

SKIFF_REGISTER_TEST(QuantityTest);

#include "quantity_test.moc"
