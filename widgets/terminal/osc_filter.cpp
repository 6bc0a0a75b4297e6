#include "widgets/terminal/osc_filter.h"

namespace skiff::widgets::terminal {

namespace {

constexpr char Escape = 0x1B;
constexpr char Bell = 0x07;
constexpr char Cancel = 0x18;
constexpr char Substitute = 0x1A;

bool beginsString(char c)
{
    return c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X';
}

} // namespace

void OscFilter::feed(QByteArrayView bytes)
{
    qsizetype begin = 0; // of what has not been given out; an ESC is held back until its kind is known
    const auto give = [&](qsizetype end) {
        if (end > begin)
            m_sink.text(bytes.sliced(begin, end - begin));
        begin = end;
    };
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        switch (m_state) {
        case State::Text:
            if (c == Escape) {
                give(i);
                begin = i + 1;
                m_state = State::Escape;
            }
            break;
        case State::Escape:
            if (beginsString(c)) {
                m_state = State::String;
                m_command = c == ']';
                m_tooLong = false;
                m_string.clear();
                begin = i + 1;
            } else if (c == Escape) {
                begin = i + 1;
            } else {
                m_sink.text(QByteArrayView("\x1b", 1));
                begin = i;
                m_state = c == '[' ? State::Csi : State::Text;
            }
            break;
        case State::Csi:
            if (c == Escape) {
                give(i);
                begin = i + 1;
                m_state = State::Escape;
            } else if (c >= 0x40 && c <= 0x7E) {
                m_state = State::Text;
                if (c == 'm') {
                    give(i + 1);
                    m_sink.attributes();
                }
            } else if (c == Cancel || c == Substitute) {
                m_state = State::Text;
            }
            break;
        case State::String:
            begin = i + 1;
            if (c == Bell)
                finishString();
            else if (c == Escape)
                m_state = State::StringEscape;
            else if (c == Cancel || c == Substitute)
                m_state = State::Text;
            else if (m_string.size() < LongestString)
                m_string.append(c);
            else
                m_tooLong = true;
            break;
        case State::StringEscape:
            begin = i + 1;
            if (c == '\\') {
                finishString();
            } else { // the string was broken off by another sequence
                m_state = State::Escape;
                begin = i;
                --i;
            }
            break;
        }
    }
    if (m_state == State::Text || m_state == State::Csi)
        give(bytes.size());
}

void OscFilter::finishString()
{
    m_state = State::Text;
    if (!m_command || m_tooLong)
        return;
    const qsizetype semicolon = m_string.indexOf(';');
    const QByteArray number = m_string.left(semicolon);
    const QByteArray rest = semicolon < 0 ? QByteArray() : m_string.mid(semicolon + 1);
    if (number == "0" || number == "2")
        m_sink.title(rest);
    else if (number == "8")
        m_sink.link(rest.mid(rest.indexOf(';') + 1)); // parameters; address
}

} // namespace skiff::widgets::terminal
