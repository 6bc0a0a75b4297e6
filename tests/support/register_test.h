#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace skiff::test {

/// Adds a test class to the program's list; see SKIFF_REGISTER_TEST.
class Registration
{
public:
    explicit Registration(std::function<std::unique_ptr<QObject>()> make);
};

/// Runs every registered class; arguments are Qt Test's. 0 when all passed and there was one.
int runRegistered(int argc, char** argv);

} // namespace skiff::test

/// Below a Qt Test class, at file scope: the program's main() runs it with all the others.
#define SKIFF_REGISTER_TEST(Class)                                                                                     \
    static const skiff::test::Registration registration##Class([] { return std::make_unique<Class>(); })
