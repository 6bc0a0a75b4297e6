#include "tests/support/register_test.h"

#include <QTest>

#include <vector>

namespace skiff::test {

namespace {

std::vector<std::function<std::unique_ptr<QObject>()>>& registered()
{
    static std::vector<std::function<std::unique_ptr<QObject>()>> list;
    return list;
}

} // namespace

Registration::Registration(std::function<std::unique_ptr<QObject>()> make)
{
    registered().push_back(std::move(make));
}

int runRegistered(int argc, char** argv)
{
    int failures = registered().empty() ? 1 : 0;
    for (const auto& make : registered()) {
        const std::unique_ptr<QObject> test = make();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}

} // namespace skiff::test
