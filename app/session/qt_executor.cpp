#include "app/session/qt_executor.h"

#include <QTimer>

namespace skiff::session {

void QtExecutor::post(Task task)
{
    QMetaObject::invokeMethod(this, std::move(task), Qt::QueuedConnection);
}

Timer QtExecutor::postAfter(Duration delay, Task task)
{
    auto cancelled = std::make_shared<std::atomic<bool>>(false);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(delay);
    QTimer::singleShot(wait, this, [cancelled, task = std::move(task)] {
        if (!*cancelled)
            task();
    });
    return Timer(std::move(cancelled));
}

} // namespace skiff::session
