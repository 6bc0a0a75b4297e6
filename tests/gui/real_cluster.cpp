#include "tests/gui/real_cluster.h"

#include "tests/gui/foreign_cluster.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <unistd.h>

namespace skiff::test {

namespace {

constexpr int LimitMsecs = 120'000;
const QString images = QStringLiteral(SKIFF_BINARY_DIR "/images");

std::optional<QByteArray> run(const QString& program, const QStringList& arguments,
                              const QProcessEnvironment& environment, const QByteArray& input)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, LimitMsecs))
        process.kill();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput();
    qWarning("%s %s: %s", qPrintable(program), qPrintable(arguments.join(QLatin1Char(' '))),
             process.readAllStandardError().constData());
    return std::nullopt;
}

/// Overlay's upper folders need a real disk, which /tmp is not everywhere.
QString folder()
{
    const QString chosen = qEnvironmentVariable("SKIFF_E2E_FOLDER");
    return (chosen.isEmpty() ? QStringLiteral("/var/tmp") : chosen) + QStringLiteral("/skiff-gui-XXXXXX");
}

} // namespace

RealCluster::RealCluster(const QString& profile)
    : m_profile(profile), m_home(folder()), m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.insert(QStringLiteral("SKIFF_HOME"), m_home.path());
    m_environment.insert(QStringLiteral("KUBECONFIG"), kubeconfig());
}

RealCluster::~RealCluster()
{
    if (QDir(m_home.path()).exists(QStringLiteral("profiles")))
        (void)skiff({QStringLiteral("delete")});
}

std::optional<QString> RealCluster::missing()
{
    return geteuid() == 0 ? std::nullopt : std::optional(QStringLiteral("the local driver needs root"));
}

bool RealCluster::start()
{
    if (!foreignKubeconfig().isEmpty())
        return writeForeignKubeconfig(kubeconfig());
    for (const char* image : {"web", "busybox"})
        if (!QFile::exists(images + QStringLiteral("/%1.tar").arg(QLatin1String(image))) &&
            !run(QStringLiteral(SKIFF_SOURCE_DIR "/tests/e2e/images/build"), {images}, m_environment, {}))
            return false;
    return skiff({QStringLiteral("start"), QStringLiteral("--driver"), QStringLiteral("local"),
                  QStringLiteral("--network"), QStringLiteral("isolated")}) &&
           skiff({QStringLiteral("image"), QStringLiteral("load"), images + QStringLiteral("/web.tar")}) &&
           skiff({QStringLiteral("image"), QStringLiteral("load"), images + QStringLiteral("/busybox.tar")});
}

std::optional<QByteArray> RealCluster::skiff(QStringList arguments, const QByteArray& input) const
{
    // "image load" has its options behind its second word.
    const qsizetype at = arguments.front() == QLatin1String("image") ? 2 : 1;
    arguments.insert(at, QStringLiteral("-p"));
    arguments.insert(at + 1, m_profile);
    return run(QStringLiteral(SKIFF_BINARY_DIR "/bin/skiff"), arguments, m_environment, input);
}

std::optional<QByteArray> RealCluster::kubectl(const QStringList& arguments, const QByteArray& input) const
{
    return run(QStringLiteral("kubectl"), arguments, m_environment, input);
}

bool RealCluster::apply(const QByteArray& yaml) const
{
    return kubectl({QStringLiteral("apply"), QStringLiteral("-f"), QStringLiteral("-")}, yaml).has_value();
}

bool RealCluster::waitFor(const QString& object) const
{
    if (object.startsWith(QLatin1String("deployment/")))
        return kubectl({QStringLiteral("rollout"), QStringLiteral("status"), object, QStringLiteral("--timeout=60s")})
            .has_value();
    return kubectl({QStringLiteral("wait"), QStringLiteral("--for=condition=Ready"), object,
                    QStringLiteral("--timeout=60s")})
        .has_value();
}

bool RealCluster::kill(const QString& part) const
{
    // By the command line's begin: server and agent are one program. The shell that looks must not find itself.
    const QString find = QStringLiteral("for p in /proc/[0-9]*; do case \"$(tr '\\0' ' ' < $p/cmdline)\" in "
                                        "/*/%1\\ *) kill -9 ${p#/proc/} && echo killed;; esac; done")
                             .arg(QString(part).replace(QLatin1Char(' '), QStringLiteral("\\ ")));
    const auto out =
        skiff({QStringLiteral("ssh"), QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), find});
    return out && out->contains("killed");
}

} // namespace skiff::test
