#pragma once

#include "cluster/apiserver/pipeline.h"

#include <array>
#include <atomic>
#include <string>

namespace skiff::apiserver {

/// Counts requests by verb and answer, and how long they took. First in the list, so that it
/// sees what others refuse. Any thread.
class MetricsFilter final : public Filter
{
public:
    explicit MetricsFilter(const Clock& clock) : m_clock(clock) {}
    Step apply(const ContextPtr& request) override;

    /// The counters in Prometheus' text format.
    std::string text() const;

private:
    static constexpr size_t verbCount = 10;
    static constexpr size_t codeCount = 512;   ///< 100 … 611
    void count(const RequestContext& request);

    const Clock& m_clock;
    std::array<std::array<std::atomic<uint64_t>, codeCount>, verbCount> m_requests{};
    std::array<std::atomic<uint64_t>, verbCount> m_nanoseconds{};
    std::atomic<int64_t> m_running{0};
};

} // namespace skiff::apiserver
