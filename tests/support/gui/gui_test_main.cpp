#include "tests/support/register_test.h"

#include <QApplication>

/// Like test_main.cpp, for tests of windows. Without a display of its own, ctest gives one (xvfb-run).
int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    return skiff::test::runRegistered(argc, argv);
}
