#include "app/model/logs/log_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace skiff::model::logs {

namespace {

constexpr uint8_t Escape = 0x1B;

/// Length of the UTF-8 sequence at `p`, or 0 when it is none (overlong, surrogate, cut, out of range).
int sequenceLength(const uint8_t* p, const uint8_t* end, char32_t& code)
{
    const uint8_t c = *p;
    const int length = c < 0x80                ? 1
                       : c >= 0xC2 && c < 0xE0 ? 2
                       : c >= 0xE0 && c < 0xF0 ? 3
                       : c >= 0xF0 && c < 0xF5 ? 4
                                               : 0;
    if (length == 0 || end - p < length)
        return 0;
    code = length == 1 ? c : c & (0xFF >> (length + 1));
    for (int i = 1; i < length; ++i) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3F);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool wrong = code < least[size_t(length)] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
    return wrong ? 0 : length;
}

/// Characters that are no text: they move, hide or turn around what stands beside them.
bool isHarmful(char32_t code)
{
    return (code >= 0x80 && code < 0xA0) || (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

class Decoder
{
public:
    explicit Decoder(QByteArrayView raw) : m_at(reinterpret_cast<const uint8_t*>(raw.data())), m_end(m_at + raw.size())
    {
        m_line.text.reserve(raw.size());
    }

    DecodedLine run()
    {
        while (m_at != m_end)
            step();
        closeSpan();
        return std::move(m_line);
    }

private:
    void step()
    {
        const uint8_t c = *m_at;
        char32_t code = 0;
        if (c == Escape) {
            escape();
        } else if (c == '\t') {
            put(' ');
            ++m_at;
        } else if (c == '\r' && m_at + 1 == m_end) {
            ++m_at; // the end of a line of Windows
        } else if (c < 0x20 || c == 0x7F) {
            const char picture[] = {char(0xE2), char(0x90), char(c == 0x7F ? 0xA1 : 0x80 + c)}; // U+2400 …
            m_line.text.append(picture, 3);
            ++m_units;
            ++m_at;
        } else if (const int length = sequenceLength(m_at, m_end, code); length == 0) {
            hex("\\x", c, 2);
            ++m_at;
        } else if (isHarmful(code)) {
            hex("\\u", code, 4);
            m_at += length;
        } else {
            m_line.text.append(reinterpret_cast<const char*>(m_at), length);
            m_units += length == 4 ? 2 : 1;
            m_at += length;
        }
    }

    void put(char c)
    {
        m_line.text.append(c);
        ++m_units;
    }

    void hex(const char* prefix, uint32_t value, int digits)
    {
        m_line.text.append(prefix);
        m_line.text.append(QByteArray::number(value, 16).rightJustified(digits, '0'));
        m_units += uint32_t(2 + digits);
    }

    /// Takes in a whole escape sequence, or what is left of the line.
    void escape()
    {
        if (++m_at == m_end)
            return;
        const uint8_t kind = *m_at++;
        if (kind == '[') {
            const uint8_t* begin = m_at;
            while (m_at != m_end && (*m_at < 0x40 || *m_at > 0x7E))
                ++m_at;
            if (m_at == m_end)
                return;
            if (*m_at == 'm')
                select({reinterpret_cast<const char*>(begin), m_at - begin});
            ++m_at;
        } else if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
            while (m_at != m_end && *m_at != 0x07 && *m_at != Escape)
                ++m_at;
            if (m_at != m_end && *m_at++ == Escape && m_at != m_end && *m_at == '\\')
                ++m_at;
        } else if (kind >= 0x20 && kind < 0x30 && m_at != m_end) {
            ++m_at; // choice of a character set
        }
    }

    /// SGR: "1;31", "38;5;208", "38:2::255:0:0".
    void select(QByteArrayView parameters)
    {
        std::array<int, 32> values{};
        size_t count = 0;
        const char* at = parameters.data();
        const char* end = at + parameters.size();
        while (count < values.size()) {
            int value = 0;
            at = std::from_chars(at, end, value).ptr;
            values[count++] = value;
            if (at == end || (*at != ';' && *at != ':'))
                break;
            ++at;
        }
        AnsiStyle style = m_style;
        for (size_t i = 0; i < count; ++i)
            apply(style, values, count, i);
        if (style == m_style)
            return;
        closeSpan();
        m_style = style;
        m_spanBegin = m_units;
    }

    static void apply(AnsiStyle& style, const std::array<int, 32>& values, size_t count, size_t& i)
    {
        const auto set = [&style](uint8_t flag) {
            style.flags |= flag;
        };
        const auto unset = [&style](int flags) {
            style.flags &= uint8_t(~flags);
        };
        const int value = values[i];
        switch (value) {
        case 0:
            style = {};
            return;
        case 1:
            set(AnsiStyle::Bold);
            return;
        case 2:
            set(AnsiStyle::Faint);
            return;
        case 3:
            set(AnsiStyle::Italic);
            return;
        case 4:
            set(AnsiStyle::Underline);
            return;
        case 7:
            set(AnsiStyle::Reverse);
            return;
        case 9:
            set(AnsiStyle::Strike);
            return;
        case 22:
            unset(AnsiStyle::Bold | AnsiStyle::Faint);
            return;
        case 23:
            unset(AnsiStyle::Italic);
            return;
        case 24:
            unset(AnsiStyle::Underline);
            return;
        case 27:
            unset(AnsiStyle::Reverse);
            return;
        case 29:
            unset(AnsiStyle::Strike);
            return;
        case 38:
            extended(style.foreground, values, count, i);
            return;
        case 48:
            extended(style.background, values, count, i);
            return;
        case 39:
            style.foreground = 0;
            return;
        case 49:
            style.background = 0;
            return;
        default:
            break;
        }
        if (value >= 30 && value < 38)
            style.foreground = ansiIndex(value - 30);
        else if (value >= 40 && value < 48)
            style.background = ansiIndex(value - 40);
        else if (value >= 90 && value < 98)
            style.foreground = ansiIndex(value - 82);
        else if (value >= 100 && value < 108)
            style.background = ansiIndex(value - 92);
    }

    static void extended(AnsiColor& color, const std::array<int, 32>& values, size_t count, size_t& i)
    {
        if (i + 2 < count && values[i + 1] == 5) {
            color = ansiIndex(values[i + 2]);
            i += 2;
        } else if (i + 4 < count && values[i + 1] == 2) {
            color = ansiRgb(values[i + 2], values[i + 3], values[i + 4]);
            i += 4;
        }
    }

    void closeSpan()
    {
        if (!m_style.plain() && m_units > m_spanBegin)
            m_line.spans.push_back({m_spanBegin, m_units - m_spanBegin, m_style});
        m_spanBegin = m_units;
    }

    const uint8_t* m_at;
    const uint8_t* const m_end;
    DecodedLine m_line;
    AnsiStyle m_style;
    uint32_t m_units = 0; ///< UTF-16 units so far
    uint32_t m_spanBegin = 0;
};

} // namespace

bool isPlain(QByteArrayView raw)
{
    return std::all_of(raw.begin(), raw.end(), [](char c) { return uint8_t(c) >= 0x20 && uint8_t(c) < 0x7F; });
}

DecodedLine decodeLine(QByteArrayView raw)
{
    if (isPlain(raw))
        return {raw.toByteArray(), {}};
    return Decoder(raw).run();
}

} // namespace skiff::model::logs
