#include "tests/gui/foreign_cluster.h"

#include <QProcess>

namespace skiff::test {

QString foreignKubeconfig()
{
    return qEnvironmentVariable("SKIFF_TEST_KUBECONFIG");
}

bool writeForeignKubeconfig(const QString& to)
{
    QProcess kubectl;
    kubectl.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    kubectl.setStandardOutputFile(to);
    kubectl.start(QStringLiteral("kubectl"),
                  {QStringLiteral("--kubeconfig"), foreignKubeconfig(), QStringLiteral("config"),
                   QStringLiteral("view"), QStringLiteral("--flatten"), QStringLiteral("--minify")});
    return kubectl.waitForFinished() && kubectl.exitStatus() == QProcess::NormalExit && kubectl.exitCode() == 0;
}

} // namespace skiff::test
