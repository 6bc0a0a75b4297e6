#include "cluster/data/json_spans.h"

#include <algorithm>
#include <cstring>

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
    int depth = 0;
    while (position < text.size()) {
        const char c = text[position];
        if (c == '"') {
            position = skipString(text, position);
            continue;
        }
        ++position;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            break;
    }
    return position;
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
