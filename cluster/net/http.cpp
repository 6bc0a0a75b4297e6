#include "cluster/net/http.h"

#include <algorithm>
#include <numeric>

namespace skiff::net {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool sameName(std::string_view a, std::string_view b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The byte of the escape "%XX" at `position`, or -1 when it is broken.
int escapeAt(std::string_view text, size_t position)
{
    if (position + 2 >= text.size())
        return -1;
    const int high = hexDigit(text[position + 1]);
    const int low = hexDigit(text[position + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string decodeQueryPart(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const int byte = text[i] == '%' ? escapeAt(text, i) : -1;
        if (byte >= 0) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += text[i] == '+' ? ' ' : text[i];
        }
    }
    return decoded;
}

} // namespace

SharedBytes SharedBytes::of(std::string text)
{
    return of(std::make_shared<const std::string>(std::move(text)));
}

SharedBytes SharedBytes::of(std::shared_ptr<const std::string> text)
{
    const std::string_view view = *text;
    return {std::move(text), view};
}

size_t totalSize(const Buffers& parts)
{
    return std::accumulate(parts.begin(), parts.end(), size_t(0),
                           [](size_t size, const SharedBytes& part) { return size + part.view.size(); });
}

std::string joined(const Buffers& parts)
{
    std::string text;
    text.reserve(totalSize(parts));
    for (const SharedBytes& part : parts)
        text += part.view;
    return text;
}

void Headers::add(std::string name, std::string value)
{
    m_fields.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value)
{
    remove(name);
    m_fields.emplace_back(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name)
{
    std::erase_if(m_fields, [name](const auto& field) { return sameName(field.first, name); });
}

std::string_view Headers::get(std::string_view name) const
{
    for (const auto& [fieldName, value] : m_fields)
        if (sameName(fieldName, name))
            return value;
    return {};
}

bool Headers::has(std::string_view name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [name](const auto& field) { return sameName(field.first, name); });
}

std::vector<std::string_view> Headers::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [fieldName, value] : m_fields)
        if (sameName(fieldName, name))
            values.push_back(value);
    return values;
}

bool Headers::hasToken(std::string_view name, std::string_view token) const
{
    for (const auto& [fieldName, value] : m_fields) {
        if (!sameName(fieldName, name))
            continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const size_t comma = std::min(rest.find(','), rest.size());
            if (sameName(trim(rest.substr(0, comma)), token))
                return true;
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    return false;
}

bool percentDecode(std::string_view text, std::string& decoded)
{
    decoded.clear();
    decoded.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int byte = escapeAt(text, i);
        if (byte < 0)
            return false;
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return true;
}

std::string percentEncode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const bool plain = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                           c == '.' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return encoded;
}

std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query)
{
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!query.empty()) {
        const size_t end = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty())
            continue;
        const size_t equals = std::min(part.find('='), part.size());
        parameters.emplace_back(decodeQueryPart(part.substr(0, equals)),
                                decodeQueryPart(part.substr(std::min(equals + 1, part.size()))));
    }
    return parameters;
}

} // namespace skiff::net
