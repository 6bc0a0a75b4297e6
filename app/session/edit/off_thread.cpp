#include "app/session/edit/off_thread.h"

#include <QThreadPool>

namespace skiff::session {

void runOffThread(std::function<void()> job)
{
    // A pool of one, so that answers come in the order of the questions.
    static QThreadPool* const pool = [] {
        auto* one = new QThreadPool(QCoreApplication::instance());
        one->setMaxThreadCount(1);
        return one;
    }();
    pool->start(std::move(job));
}

} // namespace skiff::session
