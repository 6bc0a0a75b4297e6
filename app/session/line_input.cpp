#include "app/session/line_input.h"

#include <QList>
#include <QString>

namespace skiff::session {

namespace {

constexpr qsizetype LongestLine = 4096; ///< as a terminal of the kernel's has it

constexpr char EndOfInput = 0x04;
constexpr char Interrupt = 0x03;
constexpr char EraseLine = 0x15;
constexpr char Escape = 0x1B;
constexpr char Delete = 0x7F;

bool continues(char c)
{
    return (uint8_t(c) & 0xC0) == 0x80;
}

} // namespace

LineInput::Step LineInput::take(QByteArrayView typed)
{
    Step step;
    for (const char c : typed) {
        if (m_state != State::Text) { // keys like the arrows mean nothing here
            const bool introduces = m_state == State::Escape && (c == '[' || c == 'O');
            m_state =
                introduces || (m_state == State::Sequence && (c < 0x40 || c > 0x7E)) ? State::Sequence : State::Text;
        } else if (c == Escape) {
            m_state = State::Escape;
        } else if (c == '\r') {
            step.send += m_line + '\n';
            step.echo += "\r\n";
            m_line.clear();
        } else if (c == Delete || c == '\b') {
            erase(step);
        } else if (c == EraseLine) {
            while (!m_line.isEmpty())
                erase(step);
        } else if (c == Interrupt) {
            step.echo += "^C\r\n";
            m_line.clear();
        } else if (c == EndOfInput) {
            step.send += std::exchange(m_line, {});
            step.end = true;
        } else if ((uint8_t(c) >= 0x20 || c == '\t') && m_line.size() < LongestLine) {
            m_line += c;
            step.echo += c;
        }
    }
    return step;
}

/// The last character, on the screen as well.
void LineInput::erase(Step& step)
{
    if (m_line.isEmpty())
        return;
    qsizetype begin = m_line.size() - 1;
    while (begin > 0 && continues(m_line[begin]))
        --begin;
    const char32_t c = QString::fromUtf8(m_line.mid(begin)).toUcs4().value(0);
    const bool wide = c >= 0x2E80; // ideographs and emoji, near enough
    step.echo += wide ? "\b\b  \b\b" : "\b \b";
    m_line.truncate(begin);
}

} // namespace skiff::session
