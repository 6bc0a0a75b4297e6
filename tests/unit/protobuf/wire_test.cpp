#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/wire.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <limits>

using namespace skiff;
using data::protobuf::WireReader;
using data::protobuf::WireType;
using data::protobuf::WireWriter;

class WireTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatItWrites();
    void refusesMalformed_data();
    void refusesMalformed();
    void skipsGroups();
    void opensKubectlsEnvelope();
    void sealsWhatItOpens();
    void refusesOtherBytesAndCompression();
};

void WireTest::readsWhatItWrites()
{
    const uint64_t most = std::numeric_limits<uint64_t>::max();
    WireWriter writer;
    writer.varint(1, most);
    writer.fixed64(2, most - 1);
    writer.fixed32(3, 7);
    writer.bytes(0x1FFFFFFF, "text");
    const std::string bytes = writer.take();
    WireReader reader(bytes);
    QCOMPARE(reader.tag().value().number, 1u);
    QCOMPARE(reader.varint().value(), most);
    QCOMPARE(reader.tag().value().wire, WireType::Fixed64);
    QCOMPARE(reader.fixed64().value(), most - 1);
    QCOMPARE(reader.tag().value().wire, WireType::Fixed32);
    QCOMPARE(reader.fixed32().value(), 7u);
    QCOMPARE(reader.tag().value().number, 0x1FFFFFFFu);
    QCOMPARE(reader.bytes().value(), std::string_view("text"));
    QVERIFY(reader.atEnd());
}

void WireTest::refusesMalformed_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("field number zero") << QByteArray("0001");
    QTest::newRow("wire type six") << QByteArray("0e");
    QTest::newRow("wire type seven") << QByteArray("0f");
    QTest::newRow("a varint that never ends") << QByteArray("08ffffffffffffffffffffff");
    QTest::newRow("a varint of more than 64 bits") << QByteArray("08ffffffffffffffffff02");
    QTest::newRow("a varint cut short") << QByteArray("08ff");
    QTest::newRow("a length beyond the end") << QByteArray("0a0561");
    QTest::newRow("an enormous length") << QByteArray("0affffffffffffffffff0161");
    QTest::newRow("four of eight bytes") << QByteArray("0900000000");
    QTest::newRow("two of four bytes") << QByteArray("0d0000");
    QTest::newRow("the end of no group") << QByteArray("0c");
    QTest::newRow("a group without end") << QByteArray("0b0801");
    QTest::newRow("a group with another's end") << QByteArray("0b14");
    QTest::newRow("groups nested without end") << QByteArray(20000, '\0').replace('\0', "0b");
}

void WireTest::refusesMalformed()
{
    QFETCH(QByteArray, hex);
    const std::string bytes = QByteArray::fromHex(hex).toStdString();
    WireReader reader(bytes);
    const auto tag = reader.tag();
    QVERIFY(!tag.ok() || !reader.skip(*tag).ok());
}

void WireTest::skipsGroups()
{
    const std::string bytes = QByteArray::fromHex("0b10011b1c0c2005").toStdString();
    WireReader reader(bytes);
    QVERIFY(reader.skip(reader.tag().value()).ok());
    QCOMPARE(reader.tag().value().number, 4u);
    QCOMPARE(reader.varint().value(), uint64_t(5));
}

void WireTest::opensKubectlsEnvelope()
{
    const std::string_view body("k8s\0\n\x0f\n\x02v1\x12\tConfigMap\x12\x03\n\x01x\x1a\0\"\0", 30);
    const auto envelope = data::openEnvelope(body);
    QVERIFY2(envelope.ok(), envelope.ok() ? "" : envelope.error().message.c_str());
    QCOMPARE(envelope->apiVersion, std::string_view("v1"));
    QCOMPARE(envelope->kind, std::string_view("ConfigMap"));
    QCOMPARE(envelope->raw, std::string_view("\n\x01x"));
}

void WireTest::sealsWhatItOpens()
{
    const std::string sealed = data::sealEnvelope({"apps/v1", "Deployment", "raw"});
    QVERIFY(data::isEnvelope(sealed));
    const auto envelope = data::openEnvelope(sealed);
    QVERIFY(envelope.ok());
    QCOMPARE(envelope->apiVersion, std::string_view("apps/v1"));
    QCOMPARE(envelope->kind, std::string_view("Deployment"));
    QCOMPARE(envelope->raw, std::string_view("raw"));
}

void WireTest::refusesOtherBytesAndCompression()
{
    QCOMPARE(data::openEnvelope("{\"kind\":\"Pod\"}").error().code, ErrorCode::InvalidArgument);
    const std::string_view gzip("k8s\0\x1a\x04gzip", 10);
    QCOMPARE(data::openEnvelope(gzip).error().code, ErrorCode::Unsupported);
}

SKIFF_REGISTER_TEST(WireTest);

#include "wire_test.moc"
