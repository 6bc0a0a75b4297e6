#include "cluster/semantics/field_selector.h"
#include "cluster/semantics/label_selector.h"
#include "cluster/semantics/label_syntax.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::semantics;

using Labels = std::map<std::string, std::string>;

class SelectorTest : public QObject
{
    Q_OBJECT

private slots:
    void labelSelectorMatches_data();
    void labelSelectorMatches();
    void labelSelectorExplainsWhatIsWrong_data();
    void labelSelectorExplainsWhatIsWrong();
    void labelSelectorPrintsSortedByKey();
    void objectSelectorTakesNothingWhenAbsentAndAllWhenEmpty();
    void objectSelectorCombinesLabelsAndExpressions();
    void fieldSelectorParsesAndMatches();
    void fieldSelectorExplainsWhatIsWrong();
    void labelKeysFollowTheRules();
};

void SelectorTest::labelSelectorMatches_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<bool>("matches");
    QTest::newRow("empty") << "" << true;
    QTest::newRow("equals") << "app=web" << true;
    QTest::newRow("double equals") << "app == web" << true;
    QTest::newRow("other value") << "app=db" << false;
    QTest::newRow("not equals absent") << "zone!=a" << true;
    QTest::newRow("not equals") << "app!=web" << false;
    QTest::newRow("in") << "app in (db, web)" << true;
    QTest::newRow("notin") << "app notin (db,web)" << false;
    QTest::newRow("notin absent") << "zone notin (a)" << true;
    QTest::newRow("exists") << "size" << true;
    QTest::newRow("does not exist") << "!zone" << true;
    QTest::newRow("greater") << "size>3" << true;
    QTest::newRow("less") << "size<3" << false;
    QTest::newRow("and") << "app=web,!zone,size in (12)" << true;
    QTest::newRow("and fails") << "app=web,zone" << false;
    QTest::newRow("empty value") << "app=" << false;
    QTest::newRow("a key called in") << "in=in" << true;
    QTest::newRow("empty place in a set") << "app in (,web)" << true;
}

void SelectorTest::labelSelectorMatches()
{
    QFETCH(QString, selector);
    QFETCH(bool, matches);
    const auto parsed = LabelSelector::parse(selector.toStdString());
    QVERIFY2(parsed.ok(), parsed ? "" : parsed.error().message.c_str());
    QCOMPARE(parsed->matches(Labels{{"app", "web"}, {"size", "12"}, {"in", "in"}}), matches);
}

void SelectorTest::labelSelectorExplainsWhatIsWrong_data()
{
    QTest::addColumn<QString>("selector");
    QTest::addColumn<QString>("message");
    QTest::newRow("operator only") << "="
                                   << "found '=', expected: !, identifier, or 'end of string'";
    QTest::newRow("two operators") << "a==,="
                                   << "found '=', expected: identifier after ','";
    QTest::newRow("value is an operator") << "a===b"
                                          << "unable to parse requirement: found '=', expected: identifier";
    QTest::newRow("open set") << "a in (b"
                              << "unable to parse requirement: found '', expected: ',' or ')'";
    QTest::newRow("no set") << "a in b"
                            << "unable to parse requirement: found 'b' expected: '('";
    QTest::newRow("two words") << "a b"
                               << "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt";
    QTest::newRow("after a value") << "a=b c"
                                   << "found 'c', expected: ',' or 'end of string'";
    QTest::newRow("trailing comma") << "a=b,"
                                    << "found '', expected: identifier after ','";
}

void SelectorTest::labelSelectorExplainsWhatIsWrong()
{
    QFETCH(QString, selector);
    QFETCH(QString, message);
    const auto parsed = LabelSelector::parse(selector.toStdString());
    QVERIFY(!parsed.ok());
    QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(QString::fromStdString(parsed.error().message), message);
}

void SelectorTest::labelSelectorPrintsSortedByKey()
{
    QCOMPARE(LabelSelector::parse("z, b in (y,x,x), !c, a==1")->toString(), std::string("a=1,b in (x,y),!c,z"));
    QCOMPARE(LabelSelector().toString(), std::string());
}

void SelectorTest::objectSelectorTakesNothingWhenAbsentAndAllWhenEmpty()
{
    QVERIFY(!LabelSelector::fromObject({})->matches(Labels{}));
    const auto empty = data::Document::parse("{}");
    QVERIFY(LabelSelector::fromObject((*empty)->root())->matches(Labels{}));
}

void SelectorTest::objectSelectorCombinesLabelsAndExpressions()
{
    const auto document = data::Document::parse(
        R"({"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["b","a"]}]})");
    const auto selector = LabelSelector::fromObject((*document)->root());
    QVERIFY(selector.ok());
    QCOMPARE(selector->toString(), std::string("app=web,tier notin (a,b)"));
    const auto labels = data::Document::parse(R"({"app":"web","tier":"c"})");
    QVERIFY(selector->matches((*labels)->root()));
    const auto bad = data::Document::parse(R"({"matchExpressions":[{"key":"a","operator":"Like"}]})");
    QCOMPARE(LabelSelector::fromObject((*bad)->root()).error().message,
             std::string("\"Like\" is not a valid label selector operator"));
}

void SelectorTest::fieldSelectorParsesAndMatches()
{
    const auto selector = FieldSelector::parse("metadata.name==web,status.phase!=Failed,");
    QVERIFY(selector.ok());
    QCOMPARE(*selector->requiredValue("metadata.name"), std::string("web"));
    QVERIFY(selector->requiredValue("status.phase") == nullptr);
    const auto lookup = [](std::string_view field) {
        return field == "metadata.name" ? "web" : "Running";
    };
    QVERIFY(selector->matchesWith(lookup));
    QCOMPARE(selector->toString(), std::string("metadata.name=web,status.phase!=Failed"));
    QCOMPARE(FieldSelector::parse("a=x\\,y\\=z")->requirements().front().value, std::string("x,y=z"));
}

void SelectorTest::fieldSelectorExplainsWhatIsWrong()
{
    QCOMPARE(FieldSelector::parse("metadata.name in (a)").error().message,
             std::string("invalid selector: 'metadata.name in (a)'; can't understand 'metadata.name in (a)'"));
}

void SelectorTest::labelKeysFollowTheRules()
{
    QVERIFY(!labelKeyError("app.kubernetes.io/name"));
    QVERIFY(!labelKeyError("a"));
    QVERIFY(labelKeyError(""));
    QVERIFY(labelKeyError("/a"));
    QVERIFY(labelKeyError("a/b/c"));
    QVERIFY(labelKeyError("-a"));
    QVERIFY(labelKeyError(std::string(64, 'a')));
    QVERIFY(!labelValueError(""));
    QVERIFY(labelValueError("a b"));
}

SKIFF_REGISTER_TEST(SelectorTest);

#include "selector_test.moc"
