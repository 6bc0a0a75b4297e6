#include "cluster/controllers/framework/key_loop.h"

#include "cluster/base/log.h"

namespace skiff::controllers {

KeyLoop::KeyLoop(std::string name, Executor& executor, const Clock& clock, int concurrency, Reconcile reconcile)
    : m_name(std::move(name)),
      m_executor(executor),
      m_concurrency(concurrency),
      m_reconcile(std::move(reconcile)),
      m_queue(executor, clock, [this] { wake(); })
{}

void KeyLoop::start()
{
    m_running = true;
    wake();
}

void KeyLoop::wake()
{
    if (!m_running || std::exchange(m_pumpPosted, true))
        return;
    m_executor.post([this, life = std::weak_ptr(m_life)] {
        if (life.expired())
            return;
        m_pumpPosted = false;
        pump();
    });
}

void KeyLoop::pump()
{
    while (m_running && m_active < m_concurrency) {
        const auto key = m_queue.tryTake();
        if (!key)
            return;
        ++m_active;
        m_reconcile(*key, [this, key = *key, life = std::weak_ptr(m_life)](const Outcome& outcome) {
            if (!life.expired())
                finish(key, outcome);
        });
    }
}

void KeyLoop::finish(const client::ObjectKey& key, const Outcome& outcome)
{
    --m_active;
    if (outcome.status) {
        m_queue.forget(key);
        if (outcome.again)
            m_queue.addAfter(key, *outcome.again);
    } else {
        const Error& error = outcome.status.error();
        // A conflict is ordinary: the cache was behind, and the newer object is on its way.
        const auto level = error.code == ErrorCode::Conflict ? log::Level::Debug : log::Level::Warning;
        if (log::enabled(level))
            log::write(level, m_name, key.toString() + ": " + error.message);
        m_queue.addRateLimited(key);
    }
    m_queue.done(key);
    wake();
}

} // namespace skiff::controllers
