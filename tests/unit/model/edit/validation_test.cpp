#include "app/model/edit/nearest_name.h"
#include "app/model/edit/validation.h"

#include "app/model/edit/open_api_schema.h"
#include "app/model/edit/schema_set.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;

namespace {

std::shared_ptr<const Schema> schema()
{
    QFile file(QStringLiteral(SKIFF_SOURCE_DIR "/tests/data/openapi/apis_example.com_v1.json"));
    const auto custom = std::make_shared<OpenApiSchema>();
    if (file.open(QIODevice::ReadOnly))
        (void)custom->add(data::parseJson(file.readAll().toStdString()).value());
    return std::make_shared<SchemaSet>(
        SchemaSet::ByVersion{{"example.com/v1", custom}},
        std::vector<TypeName>{{"shop.io/v1", "Basket"}, {"v1", "Pod"}, {"v1", "Service"}}, builtinSchema());
}

const char* const onePattern = R"({"components":{"schemas":{"T":{"type":"object","properties":{"a":{"type":"string"}},
    "x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"T"}]}}}})";

/// "1:4+3 text" for each problem, lines and columns from zero.
QStringList words(const std::vector<Problem>& problems)
{
    QStringList all;
    for (const Problem& each : problems)
        all.append(QStringLiteral("%1:%2+%3 %4")
                       .arg(each.place.line)
                       .arg(each.place.column)
                       .arg(each.place.length)
                       .arg(each.text));
    return all;
}

QStringList check(const QString& text, const data::Value* before = nullptr)
{
    return words(Validation::check(text, YamlOutline(text), schema().get(), before));
}

QString pod(const char* spec)
{
    return QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n") + QString::fromUtf8(spec);
}

QString widget(const char* members)
{
    return QStringLiteral("apiVersion: example.com/v1\nkind: Widget\nspec:\n  size: 2\n  image: abc\n") +
           QString::fromUtf8(members);
}

} // namespace

class ValidationTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem"); // empty: none
        const auto row = [](const char* name, const QString& text, const char* problem) {
            QTest::newRow(name) << text << QString::fromUtf8(problem);
        };
        row("all well", pod("  containers:\n  - name: a\n    image: b\n    ports:\n    - containerPort: 1\n"), "");
        row("unknown field", pod("  containers:\n  - name: a\n    imagee: b\n"),
            "6:4+6 Container has no field \"imagee\". Is \"image\" meant?");
        row("missing", pod("  containers:\n  - image: b\n"), "5:2+1 name is missing.");
        row("missing in a flow", pod("  containers: [{image: b, foo: 1}]\n"),
            "4:14+20 Container has no field \"foo\".");
        row("wrong type", pod("  containers:\n  - name: a\n  hostNetwork: 'yes'\n"),
            "6:15+5 hostNetwork must be of type boolean.");
        row("number for a text", pod("  containers:\n  - name: 1\n"),
            "5:10+1 name must be of type string. Put it in quotes.");
        row("list for an object", pod("  containers:\n  - name: a\n  securityContext:\n  - a\n"),
            "6:2+15 securityContext must be of type PodSecurityContext.");
        row("object for a list", pod("  containers:\n    name: a\n"),
            "4:2+10 containers must be of type list of Container.");
        row("scalar for an object", pod("  containers: a\n"), "4:14+1 containers must be of type list of Container.");
        row("enum", pod("  containers:\n  - name: a\n  restartPolicy: Newer\n"),
            "6:17+5 restartPolicy must be one of Always, Never, OnFailure.");
        row("quantity", pod("  containers:\n  - name: a\n    resources:\n      limits:\n        cpu: 1 m\n"),
            "8:13+3 cpu must be a quantity such as 500m, 1.5 or 64Mi.");
        row("int or string",
            pod("  containers:\n  - name: a\n    readinessProbe:\n      tcpSocket:\n        port: http\n"), "");
        row("null and alias are as good as nothing",
            pod("  containers: &c\n  - name: a\n  initContainers: *c\n  hostNetwork: null\n"), "");
        row("merge keys may bring what is required", pod("  containers:\n  - &c {name: a}\n  - <<: *c\n"), "");
        row("folded texts are texts",
            pod("  containers:\n  - name: \"a\n      b\"\n    image: >\n      x\n    args:\n    - a\n      b\n"), "");
        row("no kind", QStringLiteral("apiVersion: v1\nmetadata: {}\n"), "0:0+10 kind is missing.");
        row("no apiVersion", QStringLiteral("kind: Pod\n"), "0:0+4 apiVersion is missing.");
        row("unknown kind", QStringLiteral("apiVersion: v1\nkind: Prod\n"),
            "1:6+4 The cluster does not know the kind Prod in v1. Is Pod meant?");
        row("kind of another version", QStringLiteral("apiVersion: apps/v1\nkind: Service\n"),
            "1:6+7 The cluster does not know the kind Service in apps/v1. It is in v1.");
        row("a kind whose fields are not known yet", QStringLiteral("apiVersion: shop.io/v1\nkind: Basket\nx: 1\n"),
            "");
        row("list", QStringLiteral("apiVersion: v1\nkind: List\nitems: []\n"), "");
        row("twice", pod("  containers:\n  - name: a\n    name: b\n"),
            "6:4+4 \"name\" is here twice; only one of them can count.");
        row("tab", pod("  containers:\n\t- name: a\n"), "5:0+1 A tab: YAML indents with spaces only.");
        row("a tab in a text is a tab",
            QStringLiteral("apiVersion: v1\nkind: ConfigMap\ndata:\n  Makefile: |\n    all:\n    \techo\n"), "");
        row("syntax", pod("  containers: [\n"), "line");
        row("several documents",
            QStringLiteral("apiVersion: v1\nkind: Pod\nspec: {containers: []}\n---\napiVersion: v1\nkind: Pod\nspec:\n "
                           " x: 1\n  containers: []\n"),
            "7:2+1 PodSpec has no field \"x\".");
        row("empty", QString(), "");
        row("only a comment", QStringLiteral("# later\n"), "");
        row("custom: too much", widget("  parts: []\n").replace(QLatin1String("size: 2"), QLatin1String("size: 12")),
            "3:8+2 size must be 9 or less.");
        row("custom: too long", widget("").replace(QLatin1String("abc"), QLatin1String("abcdefghijklmnop")),
            "4:9+16 image must have 12 characters or fewer.");
        row("custom: pattern", widget("").replace(QLatin1String("abc"), QLatin1String("a_c")),
            "4:9+3 image must match ^[a-z]+(:[a-z0-9]+)?$.");
        row("custom: element of an enum", widget("  days:\n  - Mon\n  - Sun\n"), "7:4+3 days must be one of Mon, Tue.");
        row("custom: elements in a flow", widget("  days: [Mon, Sun]\n"), "5:8+10 days must be one of Mon, Tue.");
        row("custom: raw is free", widget("  raw: {a: [1, {b: c}]}\n"), "");
        row("custom: defaults need not be there", widget("  parts:\n  - name: a\n"), "");
    }
    void tellsWhatIsWrong()
    {
        QFETCH(QString, text);
        QFETCH(QString, problem);
        const QStringList found = check(text);
        if (problem == QLatin1String("line"))
            QCOMPARE(found.size(), 1);
        else
            QCOMPARE(found, problem.isEmpty() ? QStringList() : QStringList{problem});
    }

    void whatCannotChangeIsTold()
    {
        const data::Value before =
            test::yaml("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: w1, containers: []}}");
        const QString text =
            QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  nodeName: w1\n  containers: []\n");
        QCOMPARE(check(text, &before),
                 QStringList{QStringLiteral("3:2+4 metadata.name cannot be changed once the object exists.")});
        QCOMPARE(check(QString(text).replace(QLatin1String("name: b"), QLatin1String("name: a")), &before),
                 QStringList());
    }

    void withoutASchemaSyntaxIsChecked()
    {
        const QString text = QStringLiteral("apiVersion: v1\nkind: Pod\nfoo: 1\nfoo: 2\n");
        QCOMPARE(words(Validation::check(text, YamlOutline(text), nullptr)).size(), 1);
    }

    void aHostilePatternDoesNotStop()
    {
        for (const char* pattern : {"^(a+)+$", "^(a|a)*$", "^((a{1,100}){1,100}){1,100}$",
                                    "(*LIMIT_MATCH=4294967295)^(a+)+$", "(", "[", "^(?:(?:(?:a*)*)*)*$"}) {
            data::Value document = data::parseJson(onePattern).value();
            data::ensureObject(document, {"components", "schemas", "T", "properties", "a"})["pattern"] = pattern;
            OpenApiSchema hostile;
            QVERIFY(hostile.add(document).ok());
            const QString text =
                QStringLiteral("apiVersion: v1\nkind: T\na: ") + QString(200, u'a') + QStringLiteral("!\n");
            QElapsedTimer timer;
            timer.start();
            (void)Validation::check(text, YamlOutline(text), &hostile);
            QVERIFY2(timer.elapsed() < 30'000, pattern);
        }
    }

    void manyProblemsAreCutShort()
    {
        QString text = pod("  containers:\n  - name: a\n");
        for (int i = 0; i < 5'000; ++i)
            text += QStringLiteral("    unknown%1: 1\n").arg(i);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(check(text).size(), 200);
        QVERIFY(timer.elapsed() < 60'000);
    }

    void deepTextsDoNotUseUpTheStack()
    {
        QVERIFY(!check(QStringLiteral("apiVersion: v1\nkind: Pod\nspec:\n") + QStringLiteral("- ").repeated(200'000))
                     .isEmpty());
        QVERIFY(!check(QStringLiteral("apiVersion: v1\nkind: Pod\nspec: ") + QStringLiteral("[").repeated(200'000))
                     .isEmpty());
    }

    void nearestNames()
    {
        QCOMPARE(nearestName("contianers", {"containers", "initContainers", "hostNetwork"}),
                 std::string_view("containers"));
        QCOMPARE(nearestName("zzz", {"containers"}), std::string_view());
    }
};

SKIFF_REGISTER_TEST(ValidationTest);
#include "validation_test.moc"
