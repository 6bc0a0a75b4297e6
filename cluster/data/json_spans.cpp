#include "cluster/data/json_spans.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace skiff::data {

namespace {

/// Behind the string that starts at `position`.
size_t skipString(std::string_view text, size_t position)
{
    ++position;
    while (position < text.size()) {
        const auto* quote = static_cast<const char*>(std::memchr(text.data() + position, '"', text.size() - position));
        if (!quote)
            return text.size();
        const size_t end = size_t(quote - text.data());
        size_t slashes = 0;
        while (end - slashes > position && text[end - slashes - 1] == '\\')
            ++slashes;
        position = end + 1;
        if (slashes % 2 == 0)
            return position;
    }
    return text.size();
}

/// Which of 64 bytes are one of the characters that give JSON its shape; bit 0 is the first byte.
struct Marks
{
    uint64_t quotes = 0;
    uint64_t slashes = 0; ///< backslashes
    uint64_t opens = 0;   ///< { and [
    uint64_t closes = 0;  ///< } and ]
};

constexpr size_t blockSize = 64;

Marks marksOf(const char* block)
{
    Marks marks;
#ifdef __SSE2__
    for (int part = 0; part < 4; ++part) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + part);
        const auto where = [&](__m128i text, char c) {
            return uint64_t(uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8(c))))) << (part * 16);
        };
        // [ and { differ in one bit, and so do ] and }.
        const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        marks.quotes |= where(bytes, '"');
        marks.slashes |= where(bytes, '\\');
        marks.opens |= where(folded, '{');
        marks.closes |= where(folded, '}');
    }
#else
    for (size_t i = 0; i < blockSize; ++i) {
        const char c = block[i];
        marks.quotes |= uint64_t(c == '"') << i;
        marks.slashes |= uint64_t(c == '\\') << i;
        marks.opens |= uint64_t(c == '{' || c == '[') << i;
        marks.closes |= uint64_t(c == '}' || c == ']') << i;
    }
#endif
    return marks;
}

/// Bit i is set when an odd number of the bits up to i are.
uint64_t prefixParity(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/// Finds where a list or map ends, 64 bytes at a time: inside, only the number of brackets counts.
class EndFinder
{
public:
    /// Places in the block behind the bracket that ends it all, or 0.
    size_t step(const char* block)
    {
        Marks marks = marksOf(block);
        marks.quotes &= ~escaped(marks.slashes);
        const uint64_t inside = prefixParity(marks.quotes) ^ m_inString;
        m_inString = inside >> 63 ? ~uint64_t(0) : 0;
        const uint64_t opens = marks.opens & ~inside;
        const uint64_t closes = marks.closes & ~inside;
        const int closing = std::popcount(closes);
        if (m_depth > closing) {
            m_depth += std::popcount(opens) - closing;
            return 0;
        }
        for (uint64_t rest = opens | closes; rest != 0; rest &= rest - 1) {
            const int place = std::countr_zero(rest);
            m_depth += (opens >> place) & 1 ? 1 : -1;
            if (m_depth == 0)
                return size_t(place) + 1;
        }
        return 0;
    }

private:
    /// The bytes that a backslash before them makes part of a string.
    uint64_t escaped(uint64_t slashes)
    {
        uint64_t result = m_escape;
        m_escape = 0;
        slashes &= ~result;
        while (slashes != 0) {
            const int place = std::countr_zero(slashes);
            if (place == 63) {
                m_escape = 1;
                break;
            }
            result |= uint64_t(2) << place;
            slashes &= ~(uint64_t(3) << place);
        }
        return result;
    }

    int m_depth = 0;
    uint64_t m_inString = 0; ///< all bits: the block begins inside a string
    uint64_t m_escape = 0;   ///< 1: its first byte is escaped
};

/// Behind the list or map that starts at `position`.
size_t skipContainer(std::string_view text, size_t position)
{
    EndFinder finder;
    for (; position + blockSize <= text.size(); position += blockSize) {
        if (const size_t end = finder.step(text.data() + position))
            return position + end;
    }
    char last[blockSize] = {};
    std::memcpy(last, text.data() + position, text.size() - position);
    const size_t end = finder.step(last);
    return end ? position + end : text.size();
}

} // namespace

size_t JsonSpan::skip(size_t position) const
{
    const std::string_view text = m_text;
    if (position >= text.size())
        return text.size();
    if (text[position] == '"')
        return skipString(text, position);
    if (text[position] != '{' && text[position] != '[')
        return std::min(text.find_first_of(",}]", position), text.size());
    return skipContainer(text, position);
}

JsonSpan JsonSpan::operator[](std::string_view key) const
{
    if (!isObject())
        return {};
    size_t position = 1;
    while (position < m_text.size() && m_text[position] == '"') {
        const size_t keyEnd = skip(position);
        const size_t valueEnd = skip(keyEnd + 1);
        if (m_text.substr(position + 1, keyEnd - position - 2) == key)
            return JsonSpan(m_text.substr(keyEnd + 1, valueEnd - keyEnd - 1));
        position = valueEnd + 1;
    }
    return {};
}

} // namespace skiff::data
