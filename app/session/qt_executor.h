#pragma once

#include "cluster/base/executor.h"

#include <QObject>

namespace skiff::session {

/// Runs tasks in the event loop of the thread that made it, in order. post() from any thread.
class QtExecutor final : public QObject, public Executor
{
public:
    using QObject::QObject;

    void post(Task task) override;
    [[nodiscard]] Timer postAfter(Duration delay, Task task) override;
};

} // namespace skiff::session
