#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

class QWidget;

namespace skiff::bench {

/// What the user of a window waited for in one phase of a run. Milliseconds.
struct Stalls
{
    double longest = 0;      ///< the window did not look at its events for that long, as it passed
    double longestCpu = 0;   ///< processor time that the window's thread used meanwhile: without what others took
    double p99 = 0;          ///< of all gaps, as they passed
    double longestPaint = 0; ///< from the wish to be painted to the paint
    int overPassed = 0;      ///< gaps over the bar, as they passed
    int overCpu = 0;         ///< the same, as processor time
    double load = 0;         ///< share of one core that the window's thread used
};

/// Looks every few milliseconds whether the window's thread still answers, and asks a widget to paint itself now and
/// then. On the window's thread: a gap between two looks is what a user feels as a stall.
class Watchdog final : public QObject
{
public:
    explicit Watchdog(QObject* parent = nullptr);

    /// The widget whose paints are watched.
    void watch(QWidget* painted);
    /// What was measured since the last call.
    Stalls take();

    static constexpr double Bar = 50;          ///< on a user's machine; `make bench desktop` judges
    static constexpr double Failure = 4 * Bar; ///< what no test may see, on a slow machine under load either

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();

    QTimer m_beat;
    QElapsedTimer m_passed;
    QElapsedTimer m_phase;
    QElapsedTimer m_wished;
    double m_cpu = 0;
    double m_phaseCpu = 0;
    int m_beats = 0;
    bool m_wishes = false;
    QWidget* m_painted = nullptr;
    Stalls m_stalls;
    std::vector<double> m_gaps;
};

} // namespace skiff::bench
