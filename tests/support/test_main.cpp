#include "tests/support/register_test.h"

#include <QCoreApplication>
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

} // namespace skiff::test

/// Runs every registered class; arguments are Qt Test's. Fails when any class fails or there is none.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    int failures = skiff::test::registered().empty() ? 1 : 0;
    for (const auto& make : skiff::test::registered()) {
        const std::unique_ptr<QObject> test = make();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
