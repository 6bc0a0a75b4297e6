#include "widgets/terminal/osc_filter.h"

namespace skiff::widgets::terminal {

namespace {

constexpr char Escape = 0x1B;
constexpr char Bell = 0x07;
constexpr char Cancel = 0x18;
constexpr char Substitute = 0x1A;
constexpr qsizetype LongestCsi = 256;

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
            } else if (uint8_t(c) >= 0x20) {
                m_lastIsNarrow = uint8_t(c) < 0x7F;
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
            } else if (c == '[') {
                m_state = State::Csi;
                m_string = QByteArray("\x1b[", 2);
                begin = i + 1;
            } else {
                m_sink.text(QByteArrayView("\x1b", 1));
                begin = i;
                m_state = State::Text;
            }
            break;
        case State::Csi:
            begin = i + 1;
            if (c == Escape) { // broken off by another sequence
                m_state = State::Escape;
            } else if (c == Cancel || c == Substitute) {
                m_state = State::Text;
            } else if (m_string.size() < LongestCsi) {
                m_string.append(c);
                if (c >= 0x40 && c <= 0x7E)
                    finishCsi(c);
            } else if (c >= 0x40 && c <= 0x7E) { // no program means that
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
    if (m_state == State::Text)
        give(bytes.size());
}

void OscFilter::finishCsi(char last)
{
    m_state = State::Text;
    // libvterm 0.1 writes outside of its screen when a wide character is repeated up to the last column.
    if (last == 'b' && !m_lastIsNarrow)
        return;
    m_sink.text(m_string);
    if (last == 'm')
        m_sink.attributes();
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
