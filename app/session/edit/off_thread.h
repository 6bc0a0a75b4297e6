#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <utility>

namespace skiff::session {

/// From so many bytes of text or JSON on an object is worked on elsewhere: reading one of a megabyte takes longer than
/// a window may stand still. A usual one takes less than the way to another thread and back.
inline constexpr size_t LargeObject = 32 * 1024;

/// Runs `job` on the thread that works on large objects; one after the other, in order.
void runOffThread(std::function<void()> job);

/// Hands what `work` answers to `done`: at once when the object at hand is small, otherwise from another thread, and
/// then only if `context` is still there. What `work` holds must not change meanwhile. GUI thread.
template <typename Work, typename Done>
void offThread(bool large, QObject* context, Work work, Done done)
{
    if (!large)
        return done(work());
    using Answer = decltype(work());
    runOffThread([work = std::move(work), done = std::move(done), guard = QPointer<QObject>(context)]() mutable {
        const auto answer = std::make_shared<Answer>(work());
        // The application's thread decides whether somebody still wants it.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [answer, done = std::move(done), guard = std::move(guard)]() mutable {
                if (guard)
                    done(std::move(*answer));
            },
            Qt::QueuedConnection);
    });
}

} // namespace skiff::session
