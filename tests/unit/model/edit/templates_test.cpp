#include "app/model/edit/templates.h"

#include "app/model/edit/validation.h"
#include "cluster/data/yaml/yaml.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;

class TemplatesTest final : public QObject
{
    Q_OBJECT

private slots:
    void fitOurSchema()
    {
        const auto schema = builtinSchema();
        const auto all = templates(QStringLiteral("shop"));
        QVERIFY(all.size() >= 15);
        for (const Template& each : all) {
            if (!schema->find(each.type)) // other clusters serve more than ours
                continue;
            const auto problems = Validation::check(each.text, YamlOutline(each.text), schema.get());
            QVERIFY2(problems.empty(), qPrintable(each.title + (problems.empty() ? QString() : problems[0].text)));
            const auto object = data::parseYamlDocument(each.text.toStdString());
            QVERIFY(object.ok());
            QCOMPARE(std::string(data::stringAt(*object, {"kind"})), each.type.kind);
            QVERIFY(!each.description.isEmpty());
        }
    }

    void sayTheirNamespaceWhereTheyHaveOne()
    {
        for (const Template& each : templates(QStringLiteral("shop")))
            QCOMPARE(each.text.contains(QLatin1String("  namespace: shop\n")),
                     each.title != QLatin1String("Namespace"));
        for (const Template& each : templates(QString()))
            QVERIFY(!each.text.contains(QLatin1String("namespace:")));
    }
};

SKIFF_REGISTER_TEST(TemplatesTest);
#include "templates_test.moc"
