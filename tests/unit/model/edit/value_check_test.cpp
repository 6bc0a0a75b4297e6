#include "app/model/edit/value_check.h"

#include "app/model/edit/fixed_fields.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;

/// What is said of single values, without a text around them.
class ValueCheckTest final : public QObject
{
    Q_OBJECT

    static data::Value json(std::string_view text) { return *data::parseJson(text); }

private slots:
    void aValueFitsItsType_data()
    {
        using data::TypeKind;
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* name, TypeKind kind, const char* value, bool fits) {
            QTest::newRow(name) << int(kind) << QByteArray(value) << fits;
        };
        row("a number as text", TypeKind::String, "1", false);
        row("text", TypeKind::String, R"("1")", true);
        row("a whole double", TypeKind::Int32, "3.0", true);
        row("a broken double", TypeKind::Int32, "3.5", false);
        row("a port's name", TypeKind::IntOrString, R"("http")", true);
        row("a list as a port", TypeKind::IntOrString, "[1]", false);
        row("a quantity", TypeKind::Quantity, R"("64Mi")", true);
        row("a plain quantity", TypeKind::Quantity, "2", true);
        row("no quantity", TypeKind::Quantity, R"("64 MB")", false);
        row("yes is no boolean", TypeKind::Boolean, R"("yes")", false);
        row("anything", TypeKind::Raw, "[{}]", true);
    }

    void aValueFitsItsType()
    {
        QFETCH(const int, kind);
        QFETCH(const QByteArray, value);
        data::TypeRef type;
        type.kind = data::TypeKind(kind);
        QTEST(ValueCheck::fits(json({value.constData(), size_t(value.size())}), type), "fits");
    }

    void textInTheShapeOfANumberIsToldToBeQuoted()
    {
        data::TypeRef text;
        text.kind = data::TypeKind::String;
        QCOMPARE(ValueCheck::wrongType("value", json("1"), text), "value must be of type string. Put it in quotes.");
        QCOMPARE(ValueCheck::wrongType("value", json("[]"), text), "value must be of type string.");
    }

    void whatCannotBeChangedIsFound()
    {
        const data::Value before =
            json(R"({"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"a"}},"replicas":1}})");
        const data::Value after =
            json(R"({"metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"b"}},"replicas":2}})");
        const auto changed = changedFixedFields("Deployment", before, after);
        QCOMPARE(changed.size(), size_t(1));
        QCOMPARE(changed.front(), (std::vector<std::string_view>{"spec", "selector"}));
        QVERIFY(changedFixedFields("Service", before, after).empty()); // another kind may
        // What is left out is for the server to say.
        QVERIFY(changedFixedFields("Deployment", before, json(R"({"metadata":{"name":"a"}})")).empty());
        QVERIFY(changedFixedFields("Deployment", before, json("[1]")).empty());
    }
};

SKIFF_REGISTER_TEST(ValueCheckTest);
#include "value_check_test.moc"
