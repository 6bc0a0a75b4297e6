#include "cluster/kubelet/config/container_config.h"
#include "cluster/kubelet/config/expansion.h"
#include "cluster/kubelet/config/host_names.h"
#include "cluster/kubelet/config/resources.h"
#include "cluster/kubelet/config/sandbox_config.h"
#include "cluster/kubelet/config/security.h"
#include "cluster/kubelet/images/image_policy.h"
#include "tests/support/register_test.h"
#include "tests/unit/kubelet/kubelet_world.h"
#include "tests/unit/kubelet/pod_fixture.h"

#include <QTest>

#include <fmt/format.h>

using namespace skiff;
using namespace skiff::kubelet;
using skiff::test::FakeObjects;
using skiff::test::makePod;

namespace {

const PodPlace Place{"node-1", {"192.0.2.10"}, {"10.244.0.7"}};
const Allocatable Node{4000, int64_t(8) << 30, int64_t(100) << 30, 110};

/// The environment of the only container of `spec`, as "A=1 B=2", or the error's message.
std::string envOf(const std::string& spec, FakeObjects& objects, const std::vector<data::Node>& services = {})
{
    const Pod pod = makePod(spec, R"("labels":{"app":"web"})");
    const auto env = makeEnv({pod, Place, Node, services, objects}, pod.containers()[0].node);
    if (!env.ok())
        return env.error().message;
    std::string text;
    for (const auto& [name, value] : *env)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    return text;
}

std::string envOf(const std::string& members)
{
    FakeObjects objects;
    objects.put("configmap", "cm", R"({"data":{"a":"1","b.c":"2"}})");
    objects.put("secret", "sec", R"({"data":{"pw":"aHVzaA=="}})");
    return envOf(R"({"enableServiceLinks":false,"serviceAccountName":"sa","containers":[{"name":"a","image":"i",)" +
                     members + "}]}",
                 objects);
}

std::string join(const std::vector<std::string>& list)
{
    return fmt::format("{}", fmt::join(list, " "));
}

} // namespace

class KubeletConfigTest : public QObject
{
    Q_OBJECT

private slots:
    void environment_data()
    {
        QTest::addColumn<QString>("members");
        QTest::addColumn<QString>("expected");
        QTest::newRow("literal") << R"("env":[{"name":"A","value":"x"}])"
                                 << "A=x";
        QTest::newRow("expansion of what stands before")
            << R"x("env":[{"name":"A","value":"x"},{"name":"B","value":"$(A)$(C)$$(A)"},{"name":"C","value":"z"}])x"
            << "A=x B=x$(C)$(A) C=z";
        QTest::newRow("later wins in place") << R"("env":[{"name":"A","value":"1"},{"name":"A","value":"2"}])"
                                             << "A=2";
        QTest::newRow("config map key")
            << R"("env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"a"}}}])"
            << "A=1";
        QTest::newRow("secret key") << R"("env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"sec","key":"pw"}}}])"
                                    << "A=hush";
        QTest::newRow("missing key")
            << R"("env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"z"}}}])"
            << "couldn't find key z in ConfigMap default/cm";
        QTest::newRow("missing key, optional")
            << R"("env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"z","optional":true}}}])"
            << "";
        QTest::newRow("missing secret")
            << R"("env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"no","key":"z"}}}])"
            << R"(secret "no" not found)";
        QTest::newRow("all of a config map") << R"("envFrom":[{"prefix":"P_","configMapRef":{"name":"cm"}}])"
                                             << "P_a=1 P_b.c=2";
        QTest::newRow("missing but optional source") << R"("envFrom":[{"secretRef":{"name":"no","optional":true}}])"
                                                     << "";
        QTest::newRow("pod fields")
            << R"("env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['app']"}}},
                         {"name":"B","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},
                         {"name":"C","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},
                         {"name":"D","valueFrom":{"fieldRef":{"fieldPath":"spec.serviceAccountName"}}}])"
            << "A=web B=10.244.0.7 C=node-1 D=sa";
        QTest::newRow("resources") << R"("resources":{"limits":{"cpu":"1500m"},"requests":{"memory":"64Mi"}},
                  "env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu"}}},
                         {"name":"B","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"1m"}}},
                         {"name":"C","valueFrom":{"resourceFieldRef":{"resource":"requests.memory","divisor":"1Mi"}}},
                         {"name":"D","valueFrom":{"resourceFieldRef":{"resource":"limits.memory"}}}])"
                                   << "A=2 B=1500 C=64 D=8589934592";
    }
    void environment()
    {
        QFETCH(QString, members);
        QFETCH(QString, expected);
        QCOMPARE(envOf(members.toStdString()), expected.toStdString());
    }

    void servicesBecomeVariables()
    {
        const auto service = data::Document::parse(
            R"({"metadata":{"name":"my-db","namespace":"default"},
                "spec":{"clusterIP":"10.96.0.20","ports":[{"name":"main","port":5432,"protocol":"TCP"}]}})");
        const auto headless = data::Document::parse(
            R"({"metadata":{"name":"none","namespace":"default"},"spec":{"clusterIP":"None","ports":[{"port":1}]}})");
        const auto api = data::Document::parse(
            R"({"metadata":{"name":"kubernetes","namespace":"default"},
                "spec":{"clusterIP":"10.96.0.1","ports":[{"name":"https","port":443}]}})");
        const std::vector<data::Node> services{(*service)->root(), (*headless)->root(), (*api)->root()};
        FakeObjects objects;
        const std::string all = envOf(R"({"containers":[{"name":"a","image":"i"}]})", objects, services);
        for (const char* one :
             {"MY_DB_SERVICE_HOST=10.96.0.20", "MY_DB_SERVICE_PORT=5432", "MY_DB_SERVICE_PORT_MAIN=5432",
              "MY_DB_PORT_5432_TCP=tcp://10.96.0.20:5432", "KUBERNETES_SERVICE_HOST=10.96.0.1"})
            QVERIFY2(all.find(one) != std::string::npos, all.c_str());
        QVERIFY(all.find("NONE_") == std::string::npos);
        const std::string without =
            envOf(R"({"enableServiceLinks":false,"containers":[{"name":"a","image":"i"}]})", objects, services);
        QVERIFY(without.find("MY_DB") == std::string::npos);
        QVERIFY(without.find("KUBERNETES_SERVICE_PORT_HTTPS=443") != std::string::npos);
    }

    void resolvConf_data()
    {
        QTest::addColumn<QString>("spec");
        QTest::addColumn<QString>("expected");
        const QString cluster =
            "10.96.0.10 | default.svc.cluster.local svc.cluster.local cluster.local example.org | ndots:5";
        const QString node = "192.0.2.53 | example.org | timeout:1";
        QTest::newRow("by default") << "{}" << cluster;
        QTest::newRow("node's") << R"({"dnsPolicy":"Default"})" << node;
        QTest::newRow("host network falls back") << R"({"dnsPolicy":"ClusterFirst","hostNetwork":true})" << node;
        QTest::newRow("host network with cluster's")
            << R"({"dnsPolicy":"ClusterFirstWithHostNet","hostNetwork":true})" << cluster;
        QTest::newRow("own only") << R"({"dnsPolicy":"None","dnsConfig":{"nameservers":["1.2.3.4"],"searches":["a.b"],
                   "options":[{"name":"ndots","value":"2"},{"name":"edns0"}]}})"
                                  << "1.2.3.4 | a.b | ndots:2 edns0";
        QTest::newRow("options replace")
            << R"({"dnsConfig":{"options":[{"name":"ndots","value":"1"}]}})"
            << "10.96.0.10 | default.svc.cluster.local svc.cluster.local cluster.local example.org | ndots:1";
    }
    void resolvConf()
    {
        QFETCH(QString, spec);
        QFETCH(QString, expected);
        const auto node = parseResolvConf("# comment\nnameserver 192.0.2.53\nsearch example.org\noptions timeout:1\n");
        const auto dns = podDns(makePod(spec.toStdString()), {}, node);
        QCOMPARE(fmt::format("{} | {} | {}", join(dns.servers), join(dns.searches), join(dns.options)),
                 expected.toStdString());
    }

    void hostsFile()
    {
        const Pod pod =
            makePod(R"({"hostname":"h","subdomain":"sub","hostAliases":[{"ip":"1.2.3.4","hostnames":["x","y"]}]})");
        const auto name = podHostName(pod, "cluster.local");
        const std::string text = podHostsFile(pod, *name, {"10.244.0.7"}, "");
        QVERIFY(text.starts_with("# Kubernetes-managed hosts file.\n"));
        QVERIFY(text.find("10.244.0.7\th.sub.default.svc.cluster.local\th\n") != std::string::npos);
        QVERIFY(text.find("1.2.3.4\tx\ty\n") != std::string::npos);
        const Pod host = makePod(R"({"hostNetwork":true})");
        QCOMPARE(podHostsFile(host, *podHostName(host, "c"), {}, "127.0.0.1 me\n"),
                 std::string("# Kubernetes-managed hosts file (host network).\n127.0.0.1 me\n"));
    }

    void resourcesBecomeCgroupValues_data()
    {
        QTest::addColumn<QString>("resources");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("parent");
        QTest::newRow("none") << "{}"
                              << "2 0 0 1000"
                              << "/kubepods/besteffort/poduid-1";
        QTest::newRow("requests") << R"({"requests":{"cpu":"250m","memory":"2Gi"}})"
                                  << "256 0 0 750"
                                  << "/kubepods/burstable/poduid-1";
        QTest::newRow("guaranteed") << R"({"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"1","memory":"1Gi"}})"
                                    << "1024 100000 1073741824 -997"
                                    << "/kubepods/poduid-1";
        QTest::newRow("tiny limit") << R"({"requests":{"cpu":"1m"},"limits":{"cpu":"1m"}})"
                                    << "2 1000 0 999"
                                    << "/kubepods/burstable/poduid-1";
    }
    void resourcesBecomeCgroupValues()
    {
        QFETCH(QString, resources);
        QFETCH(QString, expected);
        QFETCH(QString, parent);
        const Pod pod =
            makePod(R"({"containers":[{"name":"a","image":"i","resources":)" + resources.toStdString() + "}]}");
        const auto values = containerResources(pod, pod.containers()[0], Node);
        QCOMPARE(
            fmt::format("{} {} {} {}", values.cpuShares, values.cpuQuota, values.memoryLimitBytes, values.oomScoreAdj),
            expected.toStdString());
        QCOMPARE(podCgroupParent(pod), parent.toStdString());
    }

    void containersOwnSecurityWins()
    {
        const Pod pod =
            makePod(R"({"securityContext":{"runAsUser":1,"runAsGroup":2,"fsGroup":3,"supplementalGroups":[4]},
            "containers":[{"name":"a","image":"i","securityContext":{"runAsUser":9,"privileged":true,
            "allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"add":["X"],"drop":["ALL"]}}}]})");
        const auto security = containerSecurity(pod, pod.containers()[0], {}, "/seccomp", {});
        QCOMPARE(security->runAsUser.value(), int64_t(9));
        QCOMPARE(security->runAsGroup.value(), int64_t(2));
        QCOMPARE(security->supplementalGroups, (std::vector<int64_t>{3, 4}));
        QVERIFY(security->privileged && security->noNewPrivileges && security->readonlyRootfs);
        QCOMPARE(join(security->capabilities.drop), std::string("ALL"));
        QVERIFY(sandboxSecurity(pod).privileged);
    }

    void nonRootIsVerified_data()
    {
        QTest::addColumn<QString>("context");
        QTest::addColumn<int>("imageUid");
        QTest::addColumn<QString>("imageUser");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("number in the spec") << R"("runAsUser":5,)" << 0 << "" << true;
        QTest::newRow("root in the spec") << R"("runAsUser":0,)" << 5 << "" << false;
        QTest::newRow("number in the image") << "" << 5 << "" << true;
        QTest::newRow("root in the image") << "" << 0 << "" << false;
        QTest::newRow("a name in the image") << "" << 0 << "web" << false;
    }
    void nonRootIsVerified()
    {
        QFETCH(QString, context);
        QFETCH(int, imageUid);
        QFETCH(QString, imageUser);
        QFETCH(bool, allowed);
        const Pod pod = makePod(R"({"securityContext":{)" + context.toStdString() +
                                R"("runAsNonRoot":true},"containers":[{"name":"a","image":"i"}]})");
        runtime::Image image;
        image.uid = imageUid;
        image.username = imageUser.toStdString();
        if (!image.username.empty())
            image.uid.reset();
        QCOMPARE(containerSecurity(pod, pod.containers()[0], image, "", {}).ok(), allowed);
    }

    void images_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("normal");
        QTest::addColumn<bool>("always");
        QTest::newRow("plain") << "busybox"
                               << "docker.io/library/busybox:latest" << true;
        QTest::newRow("tag") << "busybox:1"
                             << "docker.io/library/busybox:1" << false;
        QTest::newRow("latest") << "a/b:latest"
                                << "docker.io/a/b:latest" << true;
        QTest::newRow("registry") << "localhost:5000/a"
                                  << "localhost:5000/a:latest" << true;
        QTest::newRow("digest") << "r.io/a@sha256:0"
                                << "r.io/a@sha256:0" << false;
    }
    void images()
    {
        QFETCH(QString, image);
        QFETCH(QString, normal);
        QFETCH(bool, always);
        QCOMPARE(normalizedImage(image.toStdString()), normal.toStdString());
        QCOMPARE(pullPolicy("", image.toStdString()) == PullPolicy::Always, always);
        QVERIFY(pullPolicy("Never", image.toStdString()) == PullPolicy::Never);
    }

    void credentialsAreForTheirRegistryOnly()
    {
        QVERIFY(credentialsMatch("https://index.docker.io/v1/", "busybox"));
        QVERIFY(credentialsMatch("r.io/team", "r.io/team/app:1"));
        QVERIFY(!credentialsMatch("r.io/team", "r.io/teamwork/app:1"));
        QVERIFY(!credentialsMatch("r.io", "evil-r.io/app"));
    }

    void aRestartedAgentFindsItsPodByLabels()
    {
        const Pod pod = makePod(R"({"terminationGracePeriodSeconds":7,"containers":[{"name":"a","image":"i"}]})");
        runtime::Image image;
        image.id = "sha256:1";
        NodePaths paths;
        const auto config = containerConfig(pod, pod.containers()[0], 4, {paths, Node, image, {}, {}, {}});
        QCOMPARE(config->labels.at("io.kubernetes.pod.uid"), std::string("uid-1"));
        QCOMPARE(config->labels.at("io.kubernetes.container.name"), std::string("a"));
        QCOMPARE(config->annotations.at("io.kubernetes.container.restartCount"), std::string("4"));
        QCOMPARE(config->annotations.at("io.kubernetes.pod.terminationGracePeriod"), std::string("7"));
        QCOMPARE(config->annotations.at("io.kubernetes.container.hash"), pod.containers()[0].hash);
        QCOMPARE(config->logPath, std::string("a/4.log"));
    }
};

SKIFF_REGISTER_TEST(KubeletConfigTest);
#include "config_test.moc"
