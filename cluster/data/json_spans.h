#pragma once

#include <string>
#include <string_view>

namespace skiff::data {

/// Finds values in JSON text that our own encoder wrote (compact and correct), without building
/// anything: a pod's index costs 2 µs this way. Never use it on what a client sent.
class JsonSpan
{
public:
    JsonSpan() = default;
    explicit JsonSpan(std::string_view text) : m_text(text) {}

    explicit operator bool() const { return !m_text.empty(); }
    std::string_view text() const { return m_text; }
    bool isObject() const { return m_text.starts_with('{'); }
    bool isString() const { return m_text.starts_with('"'); }

    /// The member `key` of an object, else nothing. Keys with escapes are never found.
    JsonSpan operator[](std::string_view key) const;
    /// Calls `visit(key, value)` for each member; key without quotes, as written.
    template <class Visit>
    void forEachMember(Visit visit) const
    {
        if (!isObject())
            return;
        size_t position = 1;
        while (position < m_text.size() && m_text[position] == '"') {
            const size_t keyEnd = skip(position);
            const size_t valueEnd = skip(keyEnd + 1);
            visit(m_text.substr(position + 1, keyEnd - position - 2),
                  JsonSpan(m_text.substr(keyEnd + 1, valueEnd - keyEnd - 1)));
            position = valueEnd + 1;
        }
    }
    /// Calls `visit(element)` for each element of an array.
    template <class Visit>
    void forEachElement(Visit visit) const
    {
        if (!m_text.starts_with('['))
            return;
        size_t position = 1;
        while (position < m_text.size() && m_text[position] != ']') {
            const size_t end = skip(position);
            visit(JsonSpan(m_text.substr(position, end - position)));
            position = end + 1;
        }
    }
    /// The contents of a string that has no escapes; the raw contents when it has some.
    std::string_view string() const { return isString() ? m_text.substr(1, m_text.size() - 2) : std::string_view(); }
    bool hasEscapes() const { return m_text.find('\\') != std::string_view::npos; }

private:
    /// The position behind the value that starts at `position`.
    size_t skip(size_t position) const;

    std::string_view m_text;
};

} // namespace skiff::data
