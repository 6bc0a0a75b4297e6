#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <string>

namespace skiff::widgets::terminal {

/// Takes string sequences (OSC, DCS, APC, PM, SOS) out of a terminal's byte stream, whatever the
/// pieces in which it comes, and gives out only two kinds of them: titles and hyperlinks. The rest is
/// dropped: it could set the clipboard, ask for what is on the screen, or never end. Control sequences
/// are given out whole, and none that libvterm does not survive. One thread.
class OscFilter
{
public:
    struct Sink
    {
        std::function<void(QByteArrayView bytes)> text; ///< everything else, unchanged
        std::function<void(const QByteArray& title)> title;
        std::function<void(const QByteArray& address)> link; ///< empty: the link ends
        std::function<void()> attributes;                    ///< a SGR sequence was given to text()
    };

    explicit OscFilter(Sink sink) : m_sink(std::move(sink)) {}
    void feed(QByteArrayView bytes);

    static constexpr qsizetype LongestString = 2048;

private:
    enum class State
    {
        Text,
        Escape,
        Csi,
        String,
        StringEscape
    };

    void finishString();
    void finishCsi(char last);

    Sink m_sink;
    State m_state = State::Text;
    bool m_lastIsNarrow = false; ///< of the characters given out the last one is ASCII
    bool m_command = false;      ///< the string is an OSC
    bool m_tooLong = false;
    QByteArray m_string;
};

} // namespace skiff::widgets::terminal
