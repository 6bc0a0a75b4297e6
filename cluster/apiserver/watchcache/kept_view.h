#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace skiff::apiserver {

/// Where an object keeps a view of itself. A view's class says it as `static constexpr ViewPlace place`.
enum class ViewPlace : uint8_t
{
    Cells,
    Message
};
inline constexpr size_t viewPlaces = 2;

/// Something made of an object that is worth keeping with it, such as a row's cells.
struct KeptView
{
    virtual ~KeptView() = default;
};

/// How many bytes large views may take together. Shared by all that keep some; any thread.
class KeptBytes
{
public:
    explicit KeptBytes(size_t most) : m_most(most) {}

    /// False when that would be too many; what was taken must be given back.
    bool take(size_t count)
    {
        size_t now = m_now.load(std::memory_order_relaxed);
        do {
            if (count > m_most - now)
                return false;
        } while (!m_now.compare_exchange_weak(now, now + count, std::memory_order_relaxed));
        return true;
    }
    void giveBack(size_t count) { m_now.fetch_sub(count, std::memory_order_relaxed); }
    size_t now() const { return m_now.load(std::memory_order_relaxed); }

private:
    const size_t m_most;
    std::atomic<size_t> m_now{0};
};

/// The place for one view of an immutable object, filled when it is first asked for. Any thread. A copy starts empty.
class KeptViewSlot
{
public:
    KeptViewSlot() = default;
    KeptViewSlot(const KeptViewSlot&) {}
    KeptViewSlot& operator=(const KeptViewSlot&) = delete;
    ~KeptViewSlot() { delete m_view.load(std::memory_order_acquire); }

    /// The view; `make` returns a unique_ptr<View>, and may run twice when two threads ask at once.
    template <class View, class Make>
    const View& get(Make make) const
    {
        const View* present = find<View>();
        return present ? *present : keep<View>(make());
    }
    /// The view, or nullptr when there is none yet.
    template <class View>
    const View* find() const
    {
        return static_cast<const View*>(m_view.load(std::memory_order_acquire));
    }
    /// Keeps `made`, unless another thread came first; the view that is kept.
    template <class View>
    const View& keep(std::unique_ptr<const View> made) const
    {
        const KeptView* present = nullptr;
        if (m_view.compare_exchange_strong(present, made.get(), std::memory_order_acq_rel))
            present = made.release();
        return static_cast<const View&>(*present);
    }

private:
    mutable std::atomic<const KeptView*> m_view{nullptr};
};

} // namespace skiff::apiserver
