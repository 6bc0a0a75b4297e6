#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace skiff::session {

/// What a terminal's line discipline does for a program that has none (attach without a tty): shows
/// what is typed, lets it be corrected, gives it out line by line. One thread.
class LineInput
{
public:
    struct Step
    {
        QByteArray send;  ///< whole lines for the program
        QByteArray echo;  ///< for the screen
        bool end = false; ///< Ctrl+D: nothing more is typed
    };

    /// Takes bytes as keys and pastes give them.
    Step take(QByteArrayView typed);

private:
    void erase(Step& step);

    enum class State
    {
        Text,
        Escape,
        Sequence
    };
    State m_state = State::Text;
    QByteArray m_line; ///< UTF-8
};

} // namespace skiff::session
