#include "cluster/apiserver/negotiation.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff::apiserver;

class NegotiationTest : public QObject
{
    Q_OBJECT

private slots:
    void takesTheFirstThatIsOffered();
    void followsQuality();
    void refusesWhatIsNotOffered();
    void offersProtobufWhereThereIsAMessage();
};

namespace {

constexpr OfferedShapes all{true, "PartialObjectMetadata"};

} // namespace

void NegotiationTest::takesTheFirstThatIsOffered()
{
    const auto table = negotiate("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", all);
    QVERIFY(table && table->shape == Representation::Shape::Table && !table->beta);
    const auto beta = negotiate("application/json;as=Table;v=v1beta1;g=meta.k8s.io", all);
    QVERIFY(beta && beta->beta);
    const auto json = negotiate("application/vnd.kubernetes.protobuf,application/json", all);
    QVERIFY(json && json->shape == Representation::Shape::Object);
    QVERIFY(negotiate("", all));
    const auto trimmed = negotiate("application/json;managedFields=omit,application/json", all);
    QVERIFY(trimmed && !trimmed->managedFields);
}

void NegotiationTest::followsQuality()
{
    const auto yaml = negotiate("application/json;q=0.1, application/yaml", all);
    QVERIFY(yaml && yaml->encoding == Representation::Encoding::Yaml);
}

void NegotiationTest::refusesWhatIsNotOffered()
{
    QVERIFY(!negotiate("application/vnd.kubernetes.protobuf", all));
    QVERIFY(!negotiate("application/json;as=Table;v=v1;g=meta.k8s.io", {}));
    QVERIFY(!negotiate("text/html", all));
}

void NegotiationTest::offersProtobufWhereThereIsAMessage()
{
    const skiff::data::ObjectType type;
    const OfferedShapes withMessage{true, "PartialObjectMetadataList", &type};
    const auto plain = negotiate("application/vnd.kubernetes.protobuf,application/json", withMessage);
    QVERIFY(plain && plain->encoding == Representation::Encoding::Protobuf && plain->message == &type);
    const auto metadata = negotiate(
        "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", withMessage);
    QVERIFY(metadata && metadata->shape == Representation::Shape::Metadata);
    QVERIFY(!negotiate("application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1", withMessage));
    QVERIFY(!negotiate("application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1",
                       withMessage));
}

SKIFF_REGISTER_TEST(NegotiationTest);

#include "negotiation_test.moc"
