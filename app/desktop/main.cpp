#include "app/desktop/appearance.h"
#include "app/desktop/main_window.h"
#include "cluster/base/log.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QIcon>
#include <QStandardPaths>

#include <cstdio>

using namespace skiff;

namespace {

/// Where Skiff keeps its state: SKIFF_HOME, or "skiff" below XDG_DATA_HOME.
QString stateFolder()
{
    const QString home = qEnvironmentVariable("SKIFF_HOME");
    return home.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/skiff")
                          : home;
}

/// `skiff` lies beside us, or else on PATH.
QString skiffProgram()
{
    const QString beside = QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("skiff"));
    return QFile::exists(beside) ? beside : QStringLiteral("skiff");
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("skiff-desktop"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SKIFF_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("skiff"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/desktop/skiff.svg")));

    QCommandLineParser options;
    options.setApplicationDescription(QStringLiteral("The Skiff console: starts a Kubernetes cluster and shows what is in it."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help."));
    const QCommandLineOption version(QStringLiteral("version"), QStringLiteral("Show the version."));
    const QCommandLineOption profile({QStringLiteral("p"), QStringLiteral("profile")},
                                     QStringLiteral("The profile to start and show."), QStringLiteral("PROFILE"),
                                     QStringLiteral("skiff"));
    const QCommandLineOption network(QStringLiteral("network"), QStringLiteral("Passed on to skiff start."),
                                     QStringLiteral("MODE"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light, dark or system."),
                                   QStringLiteral("THEME"));
    const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("The language: en, zh_CN."),
                                      QStringLiteral("LANGUAGE"));
    options.addOptions({help, version, profile, network, theme, language});
    options.addPositionalArgument(QStringLiteral("FILE"),
                                  QStringLiteral("Manifests, or folders of them: shows what applying them would do."),
                                  QStringLiteral("[FILE…]"));
    if (!options.parse(QCoreApplication::arguments())) {
        std::fprintf(stderr, "skiff-desktop: %s\nSee skiff-desktop --help.\n", qPrintable(options.errorText()));
        return 2;
    }
    if (options.isSet(help)) {
        std::fputs(qPrintable(options.helpText()), stdout);
        return 0;
    }
    if (options.isSet(version)) {
        std::printf("skiff-desktop %s\n", SKIFF_VERSION);
        return 0;
    }

    auto settings = session::Settings::open(stateFolder() + QStringLiteral("/desktop.db"));
    if (!settings.ok())
        log::warning("desktop", "{}; nothing will be remembered", settings.error().message);
    session::Settings* remembered = settings.ok() ? settings->get() : nullptr;

    desktop::Appearance appearance(application);
    const QString scheme = options.isSet(theme) ? options.value(theme)
                           : remembered        ? remembered->text(QStringLiteral("theme"))
                                               : QString();
    appearance.setScheme(desktop::Appearance::schemeFrom(scheme));
    appearance.setLanguage(options.isSet(language) ? options.value(language)
                           : remembered            ? remembered->text(QStringLiteral("language"))
                                                   : QString());

    const SystemClock clock;
    QStringList startOptions;
    if (options.isSet(network))
        startOptions = {QStringLiteral("--network"), options.value(network)};
    session::ClusterControl control(skiffProgram(), options.value(profile), startOptions);
    desktop::MainWindow window(control, appearance, remembered, clock);
    window.show();
    window.applyManifests({.paths = options.positionalArguments(), .text = {}});
    return QApplication::exec();
}
