#pragma once

#include "cluster/store/store.h"

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skiff::test {

inline store::Bytes bytes(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

/// Writes and waits for the answer.
inline Result<store::WriteOutcome> writeNow(store::Store& store, store::Write write)
{
    std::promise<Result<store::WriteOutcome>> promise;
    store.write(std::move(write),
                [&promise](Result<store::WriteOutcome> outcome) { promise.set_value(std::move(outcome)); });
    return promise.get_future().get();
}

/// Writes `value`; 0 when the compare failed or the write was an error.
inline store::Revision put(store::Store& store, const std::string& key, const std::string& value,
                           store::Revision expected = {})
{
    const auto outcome = writeNow(store, {key, bytes(value), expected});
    return outcome.ok() && outcome->accepted ? outcome->revision : store::Revision{};
}

inline store::Revision remove(store::Store& store, const std::string& key, store::Revision expected)
{
    const auto outcome = writeNow(store, {key, nullptr, expected});
    return outcome.ok() && outcome->accepted ? outcome->revision : store::Revision{};
}

/// Collects what a watch says. Any thread.
class WatchRecorder
{
public:
    store::WatchSink sink()
    {
        return {[this](const std::vector<store::Event>& events, store::Revision progress) {
                    const std::lock_guard lock(m_mutex);
                    m_events.insert(m_events.end(), events.begin(), events.end());
                    m_progress = progress;
                    m_changed.notify_all();
                },
                [this](Error error) {
                    const std::lock_guard lock(m_mutex);
                    m_end = std::move(error);
                    m_changed.notify_all();
                }};
    }

    /// Everything up to `revision` was delivered. False when that takes 20 s.
    bool waitFor(store::Revision revision)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(20), [&] { return m_progress >= revision || m_end; }) &&
               !m_end;
    }
    std::optional<Error> waitForEnd()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::seconds(20), [&] { return m_end.has_value(); });
        return m_end;
    }
    std::vector<store::Event> events()
    {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<store::Event> m_events;
    store::Revision m_progress;
    std::optional<Error> m_end;
};

} // namespace skiff::test
