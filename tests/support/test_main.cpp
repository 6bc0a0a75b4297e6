#include "tests/support/register_test.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return skiff::test::runRegistered(argc, argv);
}
