#include "tests/bench/desktop/watchdog.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <ctime>

namespace skiff::bench {

namespace {

constexpr int BeatMsecs = 4;
constexpr int BeatsPerPaint = 5;

double threadMsecs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double msecs(const QElapsedTimer& timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

Watchdog::Watchdog(QObject* parent) : QObject(parent)
{
    m_beat.setTimerType(Qt::PreciseTimer);
    connect(&m_beat, &QTimer::timeout, this, &Watchdog::look);
    m_passed.start();
    m_phase.start();
    m_cpu = m_phaseCpu = threadMsecs();
    m_beat.start(BeatMsecs);
}

void Watchdog::watch(QWidget* painted)
{
    if (m_painted)
        m_painted->removeEventFilter(this);
    m_painted = painted;
    m_wishes = false;
    if (m_painted)
        m_painted->installEventFilter(this);
}

void Watchdog::look()
{
    // The beat itself is no stall: what comes on top of it is.
    const double gap = std::max(0.0, msecs(m_passed) - BeatMsecs);
    const double cpu = threadMsecs() - m_cpu;
    m_passed.start();
    m_cpu += cpu;
    m_gaps.push_back(gap);
    m_stalls.longest = std::max(m_stalls.longest, gap);
    m_stalls.longestCpu = std::max(m_stalls.longestCpu, cpu);
    m_stalls.overPassed += gap > Bar;
    m_stalls.overCpu += cpu > Bar;
    if (m_painted && m_painted->isVisible() && !m_wishes && ++m_beats % BeatsPerPaint == 0) {
        m_wishes = true;
        m_wished.start();
        m_painted->update(0, 0, 1, 1);
    }
}

bool Watchdog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_painted && event->type() == QEvent::Paint && m_wishes) {
        m_wishes = false;
        m_stalls.longestPaint = std::max(m_stalls.longestPaint, msecs(m_wished));
    }
    return false;
}

Stalls Watchdog::take()
{
    Stalls stalls = std::exchange(m_stalls, {});
    std::sort(m_gaps.begin(), m_gaps.end());
    if (!m_gaps.empty())
        stalls.p99 = m_gaps[m_gaps.size() * 99 / 100];
    const double cpu = threadMsecs();
    stalls.load = (cpu - m_phaseCpu) / std::max(1.0, msecs(m_phase));
    m_phaseCpu = cpu;
    m_gaps.clear();
    m_phase.start();
    return stalls;
}

} // namespace skiff::bench
