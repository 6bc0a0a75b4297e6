// skiff-many-pods [PODS]: a PodServer for tests and benchmarks, in a process of its own so that its work is not counted
// with the console's. Prints its port and ends when standard input does.
#include "tests/support/many_pods/pod_server.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const skiff::test::PodServer server(argc > 1 ? std::atoi(argv[1]) : 10'000);
    std::printf("%d\n", server.port());
    std::fflush(stdout);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char byte = 0;
        if (read(STDIN_FILENO, &byte, 1) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
