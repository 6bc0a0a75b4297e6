// skiff-editing-console KUBECONFIG HOME FROM TO: a console that edits the Deployment web, says on its standard output
// when the edit is a draft, and then waits for whoever started it to kill it.
#include "tests/gui/editor_driver.h"

#include <QApplication>

#include <cstdio>

using namespace skiff::test;

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    EditorDriver driver;
    if (arguments.size() != 5 || !driver.openConsole(arguments[1], arguments[2]) || !driver.edit("deployments", "web"))
        return 1;
    driver.replace(arguments[3], arguments[4]);
    if (!QTest::qWaitFor([&driver] { return driver.status().startsWith("Draft saved"); }, EditorPatience))
        return 1;
    std::puts("saved");
    std::fflush(stdout);
    return QApplication::exec();
}
