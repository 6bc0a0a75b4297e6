#include "cluster/apiserver/watchcache/json_spans.h"

namespace skiff::apiserver {

namespace {

size_t skipString(std::string_view text, size_t position)
{
    ++position;
    while (position < text.size() && text[position] != '"')
        position += text[position] == '\\' ? 2 : 1;
    return position + 1;
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
    JsonSpan found;
    forEachMember([&](std::string_view name, JsonSpan value) {
        if (!found && name == key)
            found = value;
    });
    return found;
}

} // namespace skiff::apiserver
