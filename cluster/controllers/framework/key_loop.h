#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/result.h"
#include "cluster/client/work_queue.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace skiff::controllers {

/// How the work on a key ended: done, done but look again after a while, or failed and to be retried.
struct Outcome
{
    Status status;
    std::optional<Duration> again;

    static Outcome done() { return {}; }
    static Outcome after(Duration delay) { return {Status(), delay}; }
    static Outcome failed(Error error) { return {Status(std::move(error)), std::nullopt}; }
};

using Finish = std::function<void(Outcome)>;

/// A controller's engine: keys come in from event handlers, each is given to `reconcile`, at most
/// `concurrency` at a time and never one key twice at once; failures come again with growing delays.
/// Lives on one serial executor, where add(), `reconcile` and Finish are called too.
class KeyLoop
{
public:
    using Reconcile = std::function<void(const client::ObjectKey&, Finish)>;

    KeyLoop(std::string name, Executor& executor, const Clock& clock, int concurrency, Reconcile reconcile);

    void add(const client::ObjectKey& key) { m_queue.add(key); }
    void addAfter(const client::ObjectKey& key, Duration delay) { m_queue.addAfter(key, delay); }
    /// Keys wait until start(), which controllers call when their caches are filled.
    void start();
    void stop() { m_running = false; }

private:
    void wake();
    void pump();
    void finish(const client::ObjectKey& key, const Outcome& outcome);

    const std::string m_name;
    Executor& m_executor;
    const int m_concurrency;
    const Reconcile m_reconcile;
    std::shared_ptr<char> m_life = std::make_shared<char>();
    bool m_running = false;
    bool m_pumpPosted = false;
    int m_active = 0;
    client::WorkQueue m_queue;
};

} // namespace skiff::controllers
