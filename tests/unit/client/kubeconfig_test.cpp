#include "cluster/base/file.h"
#include "cluster/client/kubeconfig.h"
#include "tests/support/register_test.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff;
using client::ClientConfig;
using client::Kubeconfig;

namespace {

const ClientConfig skiffContext{.context = "skiff", .server = "https://127.0.0.1:6443", .authority = "CA",
                                .certificate = "CERT", .key = "KEY"};

const char* const usersFile = R"(apiVersion: v1
kind: Config
preferences:
  colors: true
clusters:
- name: prod
  cluster:
    server: https://prod.example:443
    certificate-authority: ca.pem
contexts:
- name: prod
  context: {cluster: prod, user: me, namespace: web}
users:
- name: me
  user:
    token: secret
current-context: prod
)";

} // namespace

class KubeconfigTest : public QObject
{
    Q_OBJECT

private slots:
    void writesAContextThatReadsBack();
    void readsFilesBesideTheKubeconfig();
    void mergingKeepsWhatIsThere();
    void removingTakesOnlyOursAway();
    void makesAPrivateFileWhereThereIsNone();
    void doesNotTouchAFileItCannotRead();
    void namesWhatIsMissing();
    void findsTheFiles();
};

void KubeconfigTest::writesAContextThatReadsBack()
{
    const auto config = Kubeconfig::parse(Kubeconfig::of(skiffContext).toYaml()).value().config();
    QVERIFY(config.ok());
    QCOMPARE(config->context, skiffContext.context);
    QCOMPARE(config->server, skiffContext.server);
    QCOMPARE(config->authority, skiffContext.authority);
    QCOMPARE(config->certificate, skiffContext.certificate);
    QCOMPARE(config->key, skiffContext.key);
}

void KubeconfigTest::readsFilesBesideTheKubeconfig()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("config").toStdString();
    QVERIFY(file::writeAtomically(path, usersFile).ok());
    QVERIFY(file::writeAtomically(folder.filePath("ca.pem").toStdString(), "PEM").ok());
    const auto config = Kubeconfig::load(path).value().config("prod");
    QVERIFY(config.ok());
    QCOMPARE(config->authority, std::string("PEM"));
    QCOMPARE(config->token, std::string("secret"));
    QCOMPARE(config->nameSpace, std::string("web"));
}

void KubeconfigTest::mergingKeepsWhatIsThere()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("config").toStdString();
    QVERIFY(file::writeAtomically(path, usersFile, 0640).ok());
    QVERIFY(client::mergeIntoKubeconfig(path, skiffContext, false).ok());
    const Kubeconfig merged = Kubeconfig::load(path).value();
    QCOMPARE(merged.contexts(), (std::vector<std::string>{"prod", "skiff"}));
    QCOMPARE(merged.currentContext(), std::string("prod"));
    QVERIFY(merged.toYaml().find("colors: true") != std::string::npos);
    QCOMPARE(file::read(path + ".skiff-backup").value(), std::string(usersFile));
    QVERIFY(!QFileInfo::exists(QString::fromStdString(path + ".lock")));
    QVERIFY(QFileInfo(QString::fromStdString(path)).permission(QFile::ReadGroup));

    QVERIFY(client::mergeIntoKubeconfig(path, skiffContext, true).ok());
    QCOMPARE(Kubeconfig::load(path).value().currentContext(), std::string("skiff"));
    QCOMPARE(Kubeconfig::load(path).value().contexts().size(), size_t(2));
}

void KubeconfigTest::removingTakesOnlyOursAway()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("config").toStdString();
    QVERIFY(file::writeAtomically(path, usersFile).ok());
    QVERIFY(client::mergeIntoKubeconfig(path, skiffContext, true).ok());
    QVERIFY(client::removeFromKubeconfig(path, "skiff").ok());
    const Kubeconfig left = Kubeconfig::load(path).value();
    QCOMPARE(left.contexts(), (std::vector<std::string>{"prod"}));
    QCOMPARE(left.currentContext(), std::string());
    QVERIFY(left.config("prod").error().message.find("ca.pem") != std::string::npos);
    QVERIFY(left.toYaml().find("skiff") == std::string::npos);
}

void KubeconfigTest::makesAPrivateFileWhereThereIsNone()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("a/b/config").toStdString();
    QVERIFY(client::removeFromKubeconfig(path, "skiff").ok());
    QVERIFY(!QFileInfo::exists(QString::fromStdString(path)));
    QVERIFY(client::mergeIntoKubeconfig(path, skiffContext, false).ok());
    QCOMPARE(Kubeconfig::load(path).value().currentContext(), std::string("skiff"));
    QCOMPARE(QFileInfo(QString::fromStdString(path)).permissions() & 0x0077, QFile::Permissions());
}

void KubeconfigTest::doesNotTouchAFileItCannotRead()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("config").toStdString();
    const std::string broken = "clusters:\n- name: [\n";
    QVERIFY(file::writeAtomically(path, broken).ok());
    const Status merged = client::mergeIntoKubeconfig(path, skiffContext, true);
    QVERIFY(!merged.ok());
    QVERIFY(merged.error().message.find("line ") != std::string::npos);
    QCOMPARE(file::read(path).value(), broken);
}

void KubeconfigTest::namesWhatIsMissing()
{
    const Kubeconfig config = Kubeconfig::parse("contexts: [{name: a, context: {cluster: x, user: y}}]").value();
    QCOMPARE(config.config("b").error().message, std::string("there is no context \"b\" in the kubeconfig"));
    QCOMPARE(config.config("a").error().message, std::string("context \"a\": there is no cluster \"x\""));
    QVERIFY(!Kubeconfig::parse("kind: Pod").ok());
}

void KubeconfigTest::findsTheFiles()
{
    QCOMPARE(client::kubeconfigPaths("", "/home/u"), (std::vector<std::string>{"/home/u/.kube/config"}));
    QCOMPARE(client::kubeconfigPaths("/a::/b", "/home/u"), (std::vector<std::string>{"/a", "/b"}));
}

SKIFF_REGISTER_TEST(KubeconfigTest);

#include "kubeconfig_test.moc"
