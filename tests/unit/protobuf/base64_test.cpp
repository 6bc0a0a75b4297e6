#include "cluster/data/base64.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;

class Base64Test : public QObject
{
    Q_OBJECT

private slots:
    void encodesAndDecodes_data();
    void encodesAndDecodes();
    void refuses_data();
    void refuses();
    void skipsLineEnds();
};

void Base64Test::encodesAndDecodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
    QTest::newRow("one") << QByteArray("f") << QByteArray("Zg==");
    QTest::newRow("two") << QByteArray("fo") << QByteArray("Zm8=");
    QTest::newRow("three") << QByteArray("foo") << QByteArray("Zm9v");
    QTest::newRow("binary") << QByteArray("\x00\xFF\xFE\x3F", 4) << QByteArray("AP/+Pw==");
}

void Base64Test::encodesAndDecodes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(data::toBase64(bytes.toStdString()), text.toStdString());
    const auto decoded = data::fromBase64(text.toStdString());
    QVERIFY(decoded.ok());
    QCOMPARE(*decoded, bytes.toStdString());
}

void Base64Test::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset");
    QTest::newRow("a foreign character") << QByteArray("Zm9v!A==") << 4;
    QTest::newRow("missing padding") << QByteArray("Zg") << 2;
    QTest::newRow("half padding") << QByteArray("Zg=") << 3;
    QTest::newRow("padding too early") << QByteArray("Z===") << 1;
    QTest::newRow("more after padding") << QByteArray("Zg==Zg==") << 4;
    QTest::newRow("only padding") << QByteArray("====") << 0;
}

void Base64Test::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    const auto decoded = data::fromBase64(text.toStdString());
    QVERIFY(!decoded.ok());
    QCOMPARE(decoded.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(decoded.error().message, "illegal base64 data at input byte " + std::to_string(offset));
}

void Base64Test::skipsLineEnds()
{
    QCOMPARE(data::fromBase64("Zm9v\nZg==\r\n").value(), std::string("foof"));
}

SKIFF_REGISTER_TEST(Base64Test);

#include "base64_test.moc"
