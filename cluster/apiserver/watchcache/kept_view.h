#pragma once

#include <atomic>
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
        const KeptView* present = m_view.load(std::memory_order_acquire);
        if (!present) {
            std::unique_ptr<const View> made = make();
            if (m_view.compare_exchange_strong(present, made.get(), std::memory_order_acq_rel))
                present = made.release();
        }
        return static_cast<const View&>(*present);
    }

private:
    mutable std::atomic<const KeptView*> m_view{nullptr};
};

} // namespace skiff::apiserver
