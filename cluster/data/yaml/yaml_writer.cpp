#include "cluster/data/yaml/yaml.h"

#include "cluster/data/yaml/plain_scalar.h"

#include <algorithm>

namespace skiff::data {

namespace {

constexpr size_t step = 2;
constexpr size_t longestKey = 1000; ///< bytes; YAML lets readers give up on longer ones that no "?" announces

/// True when a string reads better, and safely, as a literal block.
bool fitsLiteralBlock(std::string_view text)
{
    if (text.find('\n') == std::string_view::npos || text.find_first_not_of('\n') == std::string_view::npos)
        return false;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string line(text.substr(0, end));
        std::erase(line, '\t');
        const bool blank = !line.empty() && line.find_first_not_of(' ') == std::string::npos;
        if (blank || text.substr(0, end).starts_with('\t'))
            return false;
        // What needs double quotes for another reason than its meaning is not printable.
        if (yaml::quotingFor("x" + line) == yaml::Quoting::Double)
            return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

/// True for lists and maps that take lines of their own.
bool isNested(const Value& value)
{
    return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

class Writer
{
public:
    std::string take() { return std::move(m_out); }

    /// A list or map that is not empty; its first line may continue one that is begun.
    void block(const Value& value, size_t indent, bool firstInPlace);
    /// A scalar, {} or [] with its line end.
    void line(const Value& value);

private:
    /// A value after "key:" or "-"; `indent` is that of the key or dash.
    void afterIndicator(const Value& value, size_t indent, bool inList);
    void members(const Object& object, size_t indent, bool firstInPlace);
    void elements(const Array& array, size_t indent, bool firstInPlace);
    void key(std::string_view name, size_t indent);
    void text(std::string_view value);
    void literal(std::string_view value, size_t indent);
    void indentTo(size_t indent) { m_out.append(indent, ' '); }

    std::string m_out;
};

void Writer::text(std::string_view value)
{
    switch (yaml::quotingFor(value)) {
    case yaml::Quoting::Plain:
        m_out += value;
        break;
    case yaml::Quoting::Double:
        yaml::appendDoubleQuoted(m_out, value);
        break;
    case yaml::Quoting::Single:
        m_out += '\'';
        for (const char c : value)
            m_out.append(c == '\'' ? 2 : 1, c);
        m_out += '\'';
    }
}

void Writer::literal(std::string_view value, size_t indent)
{
    m_out += '|';
    if (value.front() == ' ' || value.front() == '\n')
        m_out += static_cast<char>('0' + step);
    if (!value.ends_with('\n'))
        m_out += '-';
    else if (value.ends_with("\n\n"))
        m_out += '+';
    m_out += '\n';
    if (value.ends_with('\n'))
        value.remove_suffix(1);
    for (;;) {
        const size_t end = std::min(value.find('\n'), value.size());
        if (end > 0)
            indentTo(indent + step);
        m_out += value.substr(0, end);
        m_out += '\n';
        if (end == value.size())
            return;
        value.remove_prefix(end + 1);
    }
}

void Writer::line(const Value& value)
{
    if (value.is_string())
        text(value.get_string());
    else
        m_out += toJson(value); // numbers, booleans, null, {} and []
    m_out += '\n';
}

void Writer::block(const Value& value, size_t indent, bool firstInPlace)
{
    if (value.is_object())
        members(value.get_object(), indent, firstInPlace);
    else
        elements(value.get_array(), indent, firstInPlace);
}

void Writer::afterIndicator(const Value& value, size_t indent, bool inList)
{
    if (!isNested(value)) {
        m_out += ' ';
        if (value.is_string() && fitsLiteralBlock(value.get_string()))
            literal(value.get_string(), indent);
        else
            line(value);
    } else if (inList) {
        m_out += ' ';
        block(value, indent + step, true);
    } else {
        m_out += '\n';
        block(value, value.is_array() ? indent : indent + step, false);
    }
}

void Writer::key(std::string_view name, size_t indent)
{
    const size_t begin = m_out.size();
    text(name);
    if (m_out.size() - begin > longestKey) {
        m_out.insert(begin, "? ");
        m_out += '\n';
        indentTo(indent);
    }
    m_out += ':';
}

void Writer::members(const Object& object, size_t indent, bool firstInPlace)
{
    for (const auto& [name, value] : object) {
        if (!firstInPlace)
            indentTo(indent);
        firstInPlace = false;
        key(name, indent);
        afterIndicator(value, indent, false);
    }
}

void Writer::elements(const Array& array, size_t indent, bool firstInPlace)
{
    for (const Value& value : array) {
        if (!firstInPlace)
            indentTo(indent);
        firstInPlace = false;
        m_out += '-';
        afterIndicator(value, indent, true);
    }
}

} // namespace

std::string toYaml(const Value& value)
{
    Writer writer;
    if (isNested(value))
        writer.block(value, 0, false);
    else
        writer.line(value);
    return writer.take();
}

} // namespace skiff::data
