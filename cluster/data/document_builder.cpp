// Text to Document: one pass, one entry for each value and key.
#include "cluster/data/document.h"
#include "cluster/data/json_text.h"
#include "cluster/data/utf8.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <limits>

namespace skiff::data {

/// Parses one JSON text (RFC 8259) into a Document; used once, on one thread.
class DocumentBuilder
{
public:
    DocumentBuilder(std::string text, size_t maxDepth) : m_document(std::make_shared<Document>()), m_maxDepth(maxDepth)
    {
        m_document->m_text = std::move(text);
        m_begin = m_document->m_text.data();
        m_end = m_begin + m_document->m_text.size();
        m_at = m_begin;
    }

    Result<std::shared_ptr<const Document>> build()
    {
        if (m_document->m_text.size() >= std::numeric_limits<uint32_t>::max())
            return {ErrorCode::InvalidArgument, "line 1, column 1: the text is larger than 4 GiB"};
        const bool isLong = m_document->m_text.size() > longText;
        m_entries.clear();
        if (isLong)
            m_entries.reserve(m_document->m_text.size() / textOfOneEntry);
        const bool parsed = parseValue(0) && parseEnd();
        // The entries of a long list go with it: such memory is not held for the next one.
        if (isLong)
            m_document->m_entries = std::move(m_entries);
        else if (parsed)
            m_document->m_entries.assign(m_entries.begin(), m_entries.end());
        if (!parsed)
            return {ErrorCode::InvalidArgument, m_error};
        return std::shared_ptr<const Document>(std::move(m_document));
    }

private:
    using Type = Document::Type;

    uint32_t offset() const { return static_cast<uint32_t>(m_at - m_begin); }

    bool fail(std::string_view reason)
    {
        if (m_error.empty())
            m_error = fmt::format("{}: {}", describePosition(m_document->m_text, offset()), reason);
        return false;
    }

    /// "invalid character 'x' " and `where`, or that the input ends too early.
    bool failAtCharacter(std::string_view where)
    {
        if (m_at == m_end)
            return fail("unexpected end of JSON input");
        const auto c = static_cast<unsigned char>(*m_at);
        if (c == '\'' || c == '\\')
            return fail(fmt::format("invalid character '\\{}' {}", *m_at, where));
        if (c == '\n' || c == '\t' || c == '\r')
            return fail(fmt::format("invalid character '\\{}' {}", c == '\n' ? 'n' : c == '\t' ? 't' : 'r', where));
        if (c < 0x20 || c == 0x7F)
            return fail(fmt::format("invalid character '\\x{:02x}' {}", c, where));
        const std::string_view rest(m_at, m_end - m_at);
        const size_t length = utf8SequenceLength(rest);
        return fail(fmt::format("invalid character '{}' {}", length ? rest.substr(0, length) : "\uFFFD", where));
    }

    void skipSpace()
    {
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\t' || *m_at == '\r'))
            ++m_at;
    }

    size_t append(Type type)
    {
        const auto index = static_cast<uint32_t>(m_entries.size());
        m_entries.push_back({offset(), 0, index + 1, type});
        return index;
    }

    void finish(size_t index)
    {
        m_entries[index].length = offset() - m_entries[index].begin;
        m_entries[index].next = static_cast<uint32_t>(m_entries.size());
    }

    bool parseEnd()
    {
        skipSpace();
        return m_at == m_end || failAtCharacter("after top-level value");
    }

    bool parseValue(size_t depth)
    {
        skipSpace();
        if (m_at == m_end)
            return fail("unexpected end of JSON input");
        switch (*m_at) {
        case '{': return parseObject(depth + 1);
        case '[': return parseArray(depth + 1);
        case '"': return parseString();
        case 't': return parseWord("true", Type::True);
        case 'f': return parseWord("false", Type::False);
        case 'n': return parseWord("null", Type::Null);
        default: return parseNumber();
        }
    }

    bool parseObject(size_t depth)
    {
        if (depth > m_maxDepth)
            return fail("exceeded max depth");
        const size_t index = append(Type::Map);
        ++m_at;
        skipSpace();
        if (m_at != m_end && *m_at == '}') {
            ++m_at;
            finish(index);
            return true;
        }
        for (;;) {
            skipSpace();
            if (m_at == m_end || *m_at != '"')
                return failAtCharacter("looking for beginning of object key string");
            if (!parseString())
                return false;
            skipSpace();
            if (m_at == m_end || *m_at != ':')
                return failAtCharacter("after object key");
            ++m_at;
            if (!parseValue(depth))
                return false;
            if (const auto more = parseSeparator('}', "after object key:value pair"); !more)
                return false;
            else if (!*more)
                break;
        }
        finish(index);
        return true;
    }

    bool parseArray(size_t depth)
    {
        if (depth > m_maxDepth)
            return fail("exceeded max depth");
        const size_t index = append(Type::List);
        ++m_at;
        skipSpace();
        if (m_at != m_end && *m_at == ']') {
            ++m_at;
            finish(index);
            return true;
        }
        for (;;) {
            if (!parseValue(depth))
                return false;
            if (const auto more = parseSeparator(']', "after array element"); !more)
                return false;
            else if (!*more)
                break;
        }
        finish(index);
        return true;
    }

    /// True after a comma, false after `closing`, nothing on any other character.
    std::optional<bool> parseSeparator(char closing, std::string_view where)
    {
        skipSpace();
        if (m_at != m_end && (*m_at == ',' || *m_at == closing))
            return *m_at++ == ',';
        failAtCharacter(where);
        return {};
    }

    bool parseWord(std::string_view word, Type type)
    {
        const size_t index = append(type);
        for (const char c : word) {
            if (m_at == m_end || *m_at != c)
                return failAtCharacter(fmt::format("in literal {} (expecting '{}')", word, c));
            ++m_at;
        }
        finish(index);
        return true;
    }

    bool parseDigits(std::string_view where)
    {
        if (m_at == m_end || *m_at < '0' || *m_at > '9')
            return failAtCharacter(where);
        while (m_at != m_end && *m_at >= '0' && *m_at <= '9')
            ++m_at;
        return true;
    }

    bool parseNumber()
    {
        const char* const start = m_at;
        if (*m_at != '-' && (*m_at < '0' || *m_at > '9'))
            return failAtCharacter("looking for beginning of value");
        const size_t index = append(Type::Int);
        if (*m_at == '-')
            ++m_at;
        if (m_at != m_end && *m_at == '0')
            ++m_at; // nothing but a fraction or exponent may follow
        else if (!parseDigits("in numeric literal"))
            return false;
        bool whole = true;
        if (m_at != m_end && *m_at == '.') {
            whole = false;
            ++m_at;
            if (!parseDigits("after decimal point in numeric literal"))
                return false;
        }
        if (m_at != m_end && (*m_at == 'e' || *m_at == 'E')) {
            whole = false;
            ++m_at;
            if (m_at != m_end && (*m_at == '+' || *m_at == '-'))
                ++m_at;
            if (!parseDigits("in exponent of numeric literal"))
                return false;
        }
        finish(index);
        int64_t integer = 0;
        if (!whole || (m_at - start > 18 && std::from_chars(start, m_at, integer).ec != std::errc()))
            return markDouble(index, start);
        return true;
    }

    bool markDouble(size_t index, const char* start)
    {
        double number = 0;
        if (std::from_chars(start, m_at, number).ec != std::errc()) {
            m_at = start;
            return fail("number out of range");
        }
        m_entries[index].type = Type::Double;
        return true;
    }

    bool parseString()
    {
        ++m_at;
        const size_t index = append(Type::String);
        for (;;) {
            skipPlain();
            if (m_at == m_end)
                return fail("unexpected end of JSON input");
            const auto c = static_cast<unsigned char>(*m_at);
            if (c == '"') {
                finish(index);
                ++m_at;
                return true;
            }
            if (c == '\\')
                return parseEscapedString(index);
            if (!stepCharacter())
                return false;
        }
    }

    /// Steps over what needs no look: eight bytes at a time while none is a control, quote,
    /// backslash or above ASCII.
    void skipPlain()
    {
        constexpr uint64_t Ones = 0x0101010101010101, Highs = 0x8080808080808080;
        while (m_end - m_at >= 8) {
            uint64_t bytes = 0;
            std::memcpy(&bytes, m_at, 8);
            const uint64_t quotes = bytes ^ (Ones * '"');
            const uint64_t slashes = bytes ^ (Ones * '\\');
            const uint64_t special = bytes | (quotes - Ones) | (slashes - Ones) | (bytes - Ones * 0x20);
            if (special & Highs)
                break;
            m_at += 8;
        }
        while (m_at != m_end) {
            const auto c = static_cast<unsigned char>(*m_at);
            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
                return;
            ++m_at;
        }
    }

    /// Steps over one character inside a string that is neither quote nor backslash.
    bool stepCharacter()
    {
        if (static_cast<unsigned char>(*m_at) < 0x20)
            return failAtCharacter("in string literal");
        const size_t length = utf8SequenceLength({m_at, static_cast<size_t>(m_end - m_at)});
        if (length == 0)
            return fail("invalid UTF-8 in string literal");
        m_at += length;
        return true;
    }

    bool parseEscapedString(size_t index)
    {
        std::string contents(m_begin + m_entries[index].begin, m_at);
        while (m_at != m_end && *m_at != '"') {
            if (*m_at == '\\') {
                if (!parseEscape(contents))
                    return false;
                continue;
            }
            const char* const start = m_at;
            skipPlain();
            if (m_at == start && !stepCharacter())
                return false;
            contents.append(start, m_at);
        }
        if (m_at == m_end)
            return fail("unexpected end of JSON input");
        m_entries[index].type = Type::EscapedString;
        m_entries[index].length = offset() - m_entries[index].begin;
        m_entries[index].next = static_cast<uint32_t>(m_document->m_unescaped.size());
        m_document->m_unescaped.push_back(std::move(contents));
        ++m_at;
        return true;
    }

    bool parseEscape(std::string& out)
    {
        static constexpr std::string_view Letters = "\"\\/bfnrt", Meanings = "\"\\/\b\f\n\r\t";
        ++m_at;
        if (m_at == m_end)
            return fail("unexpected end of JSON input");
        if (*m_at == 'u')
            return parseUnicodeEscape(out);
        const size_t letter = Letters.find(*m_at);
        if (letter == std::string_view::npos)
            return failAtCharacter("in string escape code");
        out += Meanings[letter];
        ++m_at;
        return true;
    }

    /// Four hexadecimal digits after `u`.
    std::optional<uint32_t> parseHex()
    {
        uint32_t unit = 0;
        ++m_at;
        for (int i = 0; i < 4; ++i, ++m_at) {
            const char c = m_at == m_end ? '\0' : *m_at;
            const bool digit = c >= '0' && c <= '9';
            const char lower = static_cast<char>(c | 0x20);
            if (!digit && (lower < 'a' || lower > 'f')) {
                failAtCharacter("in \\u hexadecimal character escape");
                return {};
            }
            unit = unit * 16 + static_cast<uint32_t>(digit ? c - '0' : lower - 'a' + 10);
        }
        return unit;
    }

    bool parseUnicodeEscape(std::string& out)
    {
        auto unit = parseHex();
        if (!unit)
            return false;
        uint32_t code = *unit;
        if (code >= 0xD800 && code < 0xDC00 && m_end - m_at >= 6 && m_at[0] == '\\' && m_at[1] == 'u') {
            const char* const start = m_at++;
            const auto low = parseHex();
            if (!low)
                return false;
            if (*low >= 0xDC00 && *low < 0xE000)
                code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
            else
                m_at = start; // a lone surrogate before another escape
        }
        if (code >= 0xD800 && code < 0xE000)
            code = 0xFFFD;
        appendUtf8(out, code);
        return true;
    }

    static void appendUtf8(std::string& out, uint32_t code)
    {
        const auto put = [&out](uint32_t byte) { out += static_cast<char>(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
        } else {
            put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F));
            put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
        }
    }

    static constexpr size_t longText = 128 * 1024;
    static constexpr size_t textOfOneEntry = 12; ///< bytes, in the API's objects a little more
    static std::vector<Document::Entry>& scratch();

    std::vector<Document::Entry>& m_entries = scratch();
    std::shared_ptr<Document> m_document;
    const size_t m_maxDepth;
    const char* m_begin = nullptr;
    const char* m_end = nullptr;
    const char* m_at = nullptr;
    std::string m_error;
};

/// This thread's entries, kept between calls: no growth, exact copies.
std::vector<Document::Entry>& DocumentBuilder::scratch()
{
    static thread_local std::vector<Document::Entry> entries;
    return entries;
}

Result<std::shared_ptr<const Document>> Document::parse(std::string text)
{
    return DocumentBuilder(std::move(text), MaxJsonDepth).build();
}

std::shared_ptr<const Document> Document::from(const Value& value)
{
    return DocumentBuilder(toJson(value), std::numeric_limits<size_t>::max()).build().value();
}

} // namespace skiff::data
