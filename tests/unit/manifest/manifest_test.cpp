#include "app/model/edit/manifest.h"
#include "tests/support/register_test.h"

#include <QTest>

using namespace skiff;
using namespace skiff::model::edit;

namespace {

Manifest read(std::string_view text)
{
    Manifest manifest;
    addManifest(manifest, QStringLiteral("a.yaml"), text);
    return manifest;
}

QStringList titles(const Manifest& manifest)
{
    QStringList titles;
    for (const ManifestObject& object : manifest.objects)
        titles << object.title();
    return titles;
}

constexpr const char* service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";

} // namespace

class ManifestTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsSeveralDocumentsWithTheirLines()
    {
        const Manifest manifest =
            read("%YAML 1.2\n# a comment\n---\n# another\napiVersion: v1\nkind: Service\nmetadata:\n"
                 "  name: web\n  namespace: shop\n---\n\n---\napiVersion: apps/v1\nkind: "
                 "Deployment\nmetadata: {generateName: web-}\n");
        QCOMPARE(titles(manifest), QStringList({"Service web", "Deployment web-…"}));
        QCOMPARE(manifest.objects[0].line, 5);
        QCOMPARE(manifest.objects[0].nameSpace, "shop");
        QCOMPARE(manifest.objects[1].line, 13);
        QVERIFY(manifest.problems.empty());
    }

    void readsJsonListsAndTypedLists()
    {
        QCOMPARE(titles(read(R"({"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}, 7,
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "b"}}]})")),
                 QStringList({"Pod a", "Secret b"}));
        const Manifest typed = read("apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- metadata:\n"
                                    "    name: b\n  data: {x: y}\n");
        QCOMPARE(titles(typed), QStringList({"ConfigMap a", "ConfigMap b"}));
        QCOMPARE(typed.objects[0].line, 4);
        QCOMPARE(typed.objects[1].line, 5);
        QCOMPARE(typed.objects[1].apiVersion, "v1");
    }

    void aBrokenDocumentSaysWhereAndLeavesTheOthers()
    {
        const Manifest manifest =
            read(std::string(service) + "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n bad: [1\n---\n" +
                 service);
        QCOMPARE(manifest.objects.size(), size_t(2));
        QCOMPARE(manifest.problems.size(), size_t(1));
        QVERIFY(manifest.problems[0].line >= 9 && manifest.problems[0].line <= 10);
        QVERIFY(manifest.problems[0].column > 0);
        const QStringList excerpt = manifest.problems[0].excerpt.split('\n');
        QVERIFY(excerpt.size() >= 3);
        QVERIFY2(excerpt.last().trimmed() == "^", qPrintable(manifest.problems[0].excerpt));
        const Manifest json = read("{\"apiVersion\": \"v1\",\n  \"kind\" \"Pod\"}");
        QCOMPARE(json.problems.size(), size_t(1));
        QCOMPARE(json.problems[0].line, 2);
        QVERIFY(json.problems[0].column > 0);
    }

    void aBrokenSecretIsNotQuoted()
    {
        const Manifest manifest =
            read("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  key: hush\n bad: [\n");
        QCOMPARE(manifest.problems.size(), size_t(1));
        QVERIFY(manifest.problems[0].excerpt.isEmpty());
        QVERIFY(!manifest.problems[0].text.contains("hush"));
    }

    void tellsWhatIsNoObject_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray("\n# nothing\n") << "holds no object";
        QTest::newRow("scalar") << QByteArray("hello") << "not an object";
        QTest::newRow("no version") << QByteArray("kind: Pod") << "apiVersion is missing";
        QTest::newRow("no kind") << QByteArray("apiVersion: v1") << "kind is missing";
        QTest::newRow("no name") << QByteArray("apiVersion: v1\nkind: Pod\nmetadata: {}") << "metadata.name is missing";
        QTest::newRow("name") << QByteArray("apiVersion: v1\nkind: Pod\nmetadata: {name: 12}") << "put it in quotes";
        QTest::newRow("helm") << QByteArray("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n")
                              << "template";
        QTest::newRow("helm, quoted") << QByteArray("apiVersion: v1\nkind: Pod\nmetadata: {name: \"{{ $x }}\"}")
                                      << "template";
        QTest::newRow("helm, block") << QByteArray("{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n")
                                     << "template";
        QTest::newRow("kustomization")
            << QByteArray("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n")
            << "kubectl kustomize";
        QTest::newRow("kubeconfig") << QByteArray("apiVersion: v1\nkind: Config\nclusters: []\nusers: []\n")
                                    << "kubeconfig";
        QTest::newRow("gzip") << QByteArray("\x1F\x8B\x08\x00\x00", 5) << "compressed";
        QTest::newRow("binary") << QByteArray("\x7F"
                                              "ELF\x00\x01",
                                              6)
                                << "binary";
        QTest::newRow("latin 1") << QByteArray("apiVersion: v1\n# caf\xE9\n") << "UTF-8";
        QTest::newRow("anchor in itself") << QByteArray("a: &a [*a]") << "anchor";
        QTest::newRow("deep") << QByteArray(100'000, '[') + QByteArray(100'000, ']') << "";
    }
    void tellsWhatIsNoObject()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const Manifest manifest = read({text.constData(), size_t(text.size())});
        QVERIFY(manifest.objects.empty());
        QCOMPARE(manifest.problems.size(), size_t(1));
        QVERIFY2(manifest.problems[0].text.contains(words), qPrintable(manifest.problems[0].text));
    }

    void aTemplateIsToldOnceWithItsLine()
    {
        const Manifest manifest = read("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ include \"a\" . }}\n---\n"
                                       "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.b }}\n");
        QCOMPARE(manifest.problems.size(), size_t(1));
        QCOMPARE(manifest.problems[0].line, 4);
    }

    void bracesInTextsAreNoTemplate()
    {
        const Manifest manifest = read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
                                       "  alert: \"{{ $labels.instance }} is down\"\n  more: |\n    {{ .Values }}\n");
        QCOMPARE(titles(manifest), QStringList("ConfigMap a"));
        QVERIFY(manifest.problems.empty());
    }

    void readsUtf16AndMarks()
    {
        QCOMPARE(titles(read(std::string("\xEF\xBB\xBF") + service)), QStringList("Service web"));
        for (const bool little : {true, false}) {
            std::string wide = little ? "\xFF\xFE" : "\xFE\xFF";
            for (const char* at = service; *at; ++at)
                wide += little ? std::string{*at, '\0'} : std::string{'\0', *at};
            QCOMPARE(titles(read(wide)), QStringList("Service web"));
        }
    }

    void windowsLineEndsAreFine()
    {
        QCOMPARE(titles(read("apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: a\r\n---\r\napiVersion: "
                             "v1\r\nkind: Pod\r\nmetadata:\r\n  name: b\r\n")),
                 QStringList({"Service a", "Pod b"}));
    }

    void tooManyObjectsAreToldOnce()
    {
        std::string text;
        for (size_t i = 0; i < MostObjects + 20; ++i)
            text += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + "}\n";
        const Manifest manifest = read(text);
        QCOMPARE(manifest.objects.size(), MostObjects);
        QCOMPARE(manifest.problems.size(), size_t(1));
    }

    void ordersByWhatNeedsWhat()
    {
        Manifest manifest;
        for (const char* kind :
             {"Deployment", "Widget", "Service", "RoleBinding", "ServiceAccount", "Role", "CustomResourceDefinition",
              "ConfigMap", "ValidatingWebhookConfiguration", "Namespace"})
            addManifest(manifest, kind,
                        std::string("apiVersion: ") + (kind == std::string("Widget") ? "example.com/v1" : "v1") +
                            "\nkind: " + kind + "\nmetadata: {name: a}\n");
        sortForApply(manifest.objects);
        QCOMPARE(
            titles(manifest).join(' ').remove(" a"),
            "Namespace CustomResourceDefinition ServiceAccount Role ConfigMap RoleBinding Service Deployment Widget "
            "ValidatingWebhookConfiguration");
        addManifest(manifest, "k", "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: k}\n");
        QCOMPARE(applyStep(manifest.objects.back()), 7);
    }

    void knowsAManifestOnTheClipboard()
    {
        QVERIFY(looksLikeManifest(service));
        QVERIFY(looksLikeManifest("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}"));
        QVERIFY(!looksLikeManifest("the kind: of text that says apiVersion somewhere"));
        QVERIFY(!looksLikeManifest(""));
    }
};

SKIFF_REGISTER_TEST(ManifestTest);
#include "manifest_test.moc"
