#include "app/model/edit/completion.h"

#include "app/model/edit/open_api_schema.h"
#include "app/model/edit/validation.h"
#include "tests/support/register_test.h"
#include "tests/unit/model/edit/edit_text.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;
using test::TextWithCursor;

namespace {

Completion completeAt(const QString& source)
{
    const TextWithCursor at(source);
    return complete(YamlOutline(at.text), *builtinSchema(), at.line, at.column);
}

QStringList labels(const Completion& completion)
{
    QStringList all;
    for (const CompletionItem& each : completion.items)
        all.append(each.label);
    return all;
}

QString pod(const char* spec)
{
    return QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: shop\nspec:\n") +
           QString::fromUtf8(spec);
}

/// The text with the first offer taken, its cursor marked.
QString accepted(const QString& source, const QString& label)
{
    const TextWithCursor at(source);
    const Completion completion = complete(YamlOutline(at.text), *builtinSchema(), at.line, at.column);
    for (const CompletionItem& item : completion.items)
        if (item.label == label) {
            QStringList lines = at.text.split(u'\n');
            const QString insert = item.insert.left(item.insert.size() - item.cursorBack) + QLatin1Char('^') +
                                   item.insert.right(item.cursorBack);
            lines[at.line].replace(completion.place.column, completion.place.length, insert);
            return lines.join(u'\n');
        }
    return QStringLiteral("not offered: ") + labels(completion).join(QLatin1Char(' '));
}

} // namespace

class CompletionTest final : public QObject
{
    Q_OBJECT

private slots:
    void offersWhatFits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");  // the first offers
        QTest::addColumn<QString>("absent"); // one that must not come
        const auto row = [](const char* name, const QString& text, const char* first, const char* absent = "") {
            QTest::newRow(name) << text << QString::fromUtf8(first) << QString::fromUtf8(absent);
        };
        row("an empty document", QStringLiteral("^"), "apiVersion kind metadata");
        row("its first letters", QStringLiteral("k^"), "kind");
        row("an empty second document", QStringLiteral("apiVersion: v1\nkind: Pod\n---\n^"), "apiVersion kind metadata",
            "spec");
        row("what is missing at the top", QStringLiteral("apiVersion: v1\nkind: Pod\n^"), "metadata spec status",
            "kind");
        row("kinds of a version", QStringLiteral("apiVersion: policy/v1\nkind: ^"), "PodDisruptionBudget", "Pod");
        row("versions of a kind", QStringLiteral("apiVersion: ^\nkind: Deployment\n"), "apps/v1", "v1");
        row("a kind that is typed", QStringLiteral("apiVersion: apps/v1\nkind: depl^"), "Deployment", "Pod");
        row("members, required first", pod("  ^"), "containers activeDeadlineSeconds", "kind");
        row("members that begin with what is typed", pod("  host^"), "hostAliases hostIPC hostNetwork", "containers");
        row("those that hold it come last", pod("  net^"), "hostNetwork");
        row("members that are not there yet", pod("  containers: []\n  ^"), "activeDeadlineSeconds", "containers");
        row("between others", pod("  hostNetwork: true\n  ^\n  containers: []\n"), "activeDeadlineSeconds",
            "containers");
        row("below a list's key", pod("  containers:\n  ^"), "activeDeadlineSeconds", "containers");
        row("a list's first element, deeper", pod("  containers:\n    ^"), "- ");
        row("behind a dash", pod("  containers:\n  - ^"), "name args", "containers");
        row("behind a dash, deeper", pod("  containers:\n    - ^"), "name args");
        row("behind a dash, typed", pod("  containers:\n  - ima^"), "image imagePullPolicy");
        row("behind the second dash", pod("  containers:\n  - name: a\n    image: b\n  - ^"), "name args", "");
        row("in an element", pod("  containers:\n  - name: a\n    ^"), "args", "name");
        row("in the first of two", pod("  containers:\n  - name: a\n    ^\n  - name: b\n    image: c\n"), "args",
            "name");
        row("in an element's object", pod("  containers:\n  - name: a\n    resources:\n      ^"),
            "claims limits requests");
        row("after an element at its list's level", pod("  containers:\n  - name: a\n  ^"), "activeDeadlineSeconds",
            "containers");
        row("enum", pod("  restartPolicy: ^"), "Always Never OnFailure");
        row("enum, typed", pod("  restartPolicy: on^"), "OnFailure");
        row("boolean", pod("  hostNetwork: ^"), "true false");
        row("behind a colon without a space", pod("  hostNetwork:^"), "");
        row("map keys are free", QStringLiteral("apiVersion: v1\nkind: ConfigMap\ndata:\n  ^"), "");
        row("in a comment", pod("  # ho^"), "");
        row("behind a comment", pod("  hostNetwork: true # t^"), "");
        row("in a block scalar", QStringLiteral("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ki^"), "");
        row("unknown kind", QStringLiteral("apiVersion: v9\nkind: Nothing\nspec:\n  ^"), "");
        row("below something broken", pod("  foo bar\n  : x\n  hostN^"), "hostNetwork");
    }
    void offersWhatFits()
    {
        QFETCH(QString, text);
        QFETCH(QString, first);
        QFETCH(QString, absent);
        const QStringList offers = labels(completeAt(text));
        const QStringList wanted =
            first == QLatin1String("- ") ? QStringList{first} : first.split(u' ', Qt::SkipEmptyParts);
        if (first.isEmpty())
            QCOMPARE(offers, QStringList());
        QCOMPARE(offers.mid(0, wanted.size()), wanted);
        QVERIFY2(absent.isEmpty() || !offers.contains(absent), qPrintable(offers.join(u' ')));
    }

    void insertsWhatIsRequired()
    {
        QCOMPARE(accepted(pod("  cont^"), QStringLiteral("containers")), pod("  containers:\n    - name: ^"));
        QCOMPARE(accepted(pod("  containers:\n    ^"), QStringLiteral("- ")), pod("  containers:\n    - name: ^"));
        QCOMPARE(accepted(pod("  containers:\n  - name: a\n    reso^"), QStringLiteral("resources")),
                 pod("  containers:\n  - name: a\n    resources:\n      ^"));
        QCOMPARE(accepted(pod("  hostN^"), QStringLiteral("hostNetwork")), pod("  hostNetwork: ^"));
        QCOMPARE(accepted(pod("  restartPolicy: Al^"), QStringLiteral("Always")), pod("  restartPolicy: Always^"));
        QCOMPARE(accepted(pod("  containers:\n  - name: a\n    env:\n    - value^"), QStringLiteral("valueFrom")),
                 pod("  containers:\n  - name: a\n    env:\n    - valueFrom:\n        ^"));
        QCOMPARE(accepted(QStringLiteral("^"), QStringLiteral("metadata")), QStringLiteral("metadata:\n  name: ^"));
    }

    void whatIsInsertedIsValidWhereItIsFilledIn()
    {
        for (const TypeName& name : builtinSchema()->kinds()) {
            const QString text = skeleton(*builtinSchema(), name);
            QVERIFY(text.startsWith(QLatin1String("apiVersion: ")));
            const auto parsed = data::parseYaml(text.toStdString());
            QVERIFY2(parsed.ok(), qPrintable(text));
            for (const Problem& problem : Validation::check(text, YamlOutline(text), builtinSchema().get()))
                QVERIFY2(false, qPrintable(text + problem.text));
        }
        QVERIFY(skeleton(*builtinSchema(), {"v1", "Nothing"}).isEmpty());
    }

    void saysWhatIsReferredTo()
    {
        const auto reference = [](const QString& text) {
            return completeAt(text).reference.value_or(NameReference{});
        };
        QCOMPARE(reference(pod("  serviceAccountName: ^")), (NameReference{"v1", "ServiceAccount", "shop"}));
        QCOMPARE(reference(pod("  nodeName: w^")), (NameReference{"v1", "Node", ""}));
        QCOMPARE(reference(pod("  containers:\n  - envFrom:\n    - configMapRef:\n        name: ^")),
                 (NameReference{"v1", "ConfigMap", "shop"}));
        QCOMPARE(reference(pod("  imagePullSecrets:\n  - name: ^")), (NameReference{"v1", "Secret", "shop"}));
        QCOMPARE(reference(pod("  volumes:\n  - name: ^")), NameReference{});
        QCOMPARE(reference(QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: ^")),
                 (NameReference{"v1", "Namespace", ""}));
        QCOMPARE(reference(QStringLiteral("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    secretName: ^")),
                 NameReference{});
        const Completion at = completeAt(pod("  nodeName: w^"));
        const auto names = nameItems({QStringLiteral("w1"), QStringLiteral("x1")}, at);
        QCOMPARE(names.size(), size_t(2));
        QCOMPARE(names[0].insert, QStringLiteral("w1"));
        QCOMPARE(at.place, (TextRange{6, 12, 1}));
    }

    void everyPlaceOfATextIsHarmless()
    {
        const QString text = pod("  containers:\n  - name: \"a\n    args: [a, {b: c}]\n  -\n  - - x\n    :\n    'k': "
                                 "|\n      z\n  ? a\n---\n- b: 1\n");
        const QStringList lines = text.split(u'\n');
        const YamlOutline outline(text);
        const auto schema = builtinSchema();
        for (int line = -1; line <= lines.size(); ++line)
            for (int column = 0; column <= (line >= 0 && line < lines.size() ? lines[line].size() : 0) + 2; ++column) {
                const Completion completion = complete(outline, *schema, line, column);
                QVERIFY(completion.place.column >= 0 && completion.place.length >= 0);
                (void)hover(outline, *schema, line, column);
            }
    }

    void explainsTheFieldUnderTheCursor()
    {
        const TextWithCursor at(pod("  containers:\n  - name: a\n    imagePull^Policy: Always\n"));
        const auto text = hover(YamlOutline(at.text), *builtinSchema(), at.line, at.column);
        QVERIFY(text);
        QCOMPARE(text->path, QStringLiteral("spec.containers[0].imagePullPolicy"));
        QCOMPARE(text->type, QStringLiteral("string"));
        QCOMPARE(text->allowed, QStringLiteral("Always, IfNotPresent, Never"));
        QVERIFY(!text->documentation.isEmpty());
        QCOMPARE(text->place, (TextRange{8, 4, 15}));
        QVERIFY(!hover(YamlOutline(at.text), *builtinSchema(), 0, 40));
        const TextWithCursor unknown(pod("  nothin^g: 1\n"));
        QVERIFY(!hover(YamlOutline(unknown.text), *builtinSchema(), unknown.line, unknown.column));
    }
};

SKIFF_REGISTER_TEST(CompletionTest);
#include "completion_test.moc"
