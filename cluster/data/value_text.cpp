// Values to text and back.
#include "cluster/data/json_text.h"
#include "cluster/data/utf8.h"
#include "cluster/data/value.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skiff::data {
namespace {

void appendDouble(std::string& out, double number)
{
    if (!std::isfinite(number)) { // JSON has no word for it
        out += "null";
        return;
    }
    char buffer[64];
    const double size = std::fabs(number);
    const bool scientific = size != 0 && (size < 1e-6 || size >= 1e21);
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number,
                                   scientific ? std::chars_format::scientific : std::chars_format::fixed);
    out.append(buffer, end.ptr);
}

template <class Integer>
void appendInteger(std::string& out, Integer number)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

class Writer
{
public:
    Writer(std::string& out, bool pretty) : m_out(out), m_pretty(pretty) {}

    void write(const Value& value)
    {
        switch (value.kind()) {
        case boost::json::kind::null: m_out += "null"; break;
        case boost::json::kind::bool_: m_out += value.get_bool() ? "true" : "false"; break;
        case boost::json::kind::int64: appendInteger(m_out, value.get_int64()); break;
        case boost::json::kind::uint64: appendInteger(m_out, value.get_uint64()); break;
        case boost::json::kind::double_: appendDouble(m_out, value.get_double()); break;
        case boost::json::kind::string: appendJsonString(m_out, value.get_string()); break;
        case boost::json::kind::array: writeArray(value.get_array()); break;
        case boost::json::kind::object: writeObject(value.get_object()); break;
        }
    }

private:
    void writeArray(const Array& array)
    {
        open('[');
        bool first = true;
        for (const Value& element : array) {
            separate(first);
            write(element);
        }
        close(']', array.empty());
    }

    void writeObject(const Object& object)
    {
        open('{');
        bool first = true;
        for (const auto& [key, member] : object) {
            separate(first);
            appendJsonString(m_out, key);
            m_out += m_pretty ? ": " : ":";
            write(member);
        }
        close('}', object.empty());
    }

    void open(char bracket)
    {
        m_out += bracket;
        ++m_depth;
    }

    void close(char bracket, bool empty)
    {
        --m_depth;
        if (!empty)
            breakLine();
        m_out += bracket;
    }

    void separate(bool& first)
    {
        if (!first)
            m_out += ',';
        first = false;
        breakLine();
    }

    void breakLine()
    {
        if (m_pretty)
            m_out.append(1, '\n').append(2 * m_depth, ' ');
    }

    std::string& m_out;
    const bool m_pretty;
    size_t m_depth = 0;
};

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    size_t written = 0; // bytes of text that are in out
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\')
            continue;
        if (c >= 0x80) {
            if (const size_t length = utf8SequenceLength(text.substr(i))) {
                i += length - 1;
                continue;
            }
        }
        out.append(text, written, i - written);
        written = i + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        default:
            if (c >= 0x80)
                out += "\uFFFD";
            else
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        }
    }
    out.append(text, written).append(1, '"');
}

std::string describePosition(std::string_view text, size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t lineStart = before.rfind('\n') + 1; // npos + 1 is the start of the text
    return fmt::format("line {}, column {}", line, before.size() - lineStart + 1);
}

Arena makeArena(size_t textSize)
{
    constexpr size_t smallest = 1024;
    return boost::json::make_shared_resource<boost::json::monotonic_resource>(std::max(2 * textSize, smallest));
}

Result<Value> parseJson(std::string_view text)
{
    return parseJson(text, {});
}

Result<Value> parseJson(std::string_view text, const Arena& arena)
{
    boost::json::parse_options options;
    options.max_depth = MaxJsonDepth;
    unsigned char workSpace[4096];
    boost::json::parser parser({}, options, workSpace);
    parser.reset(arena);
    boost::json::error_code error;
    const size_t consumed = parser.write_some(text.data(), text.size(), error);
    const bool trailing = !error && text.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos;
    if (error || trailing) {
        return {ErrorCode::InvalidArgument, fmt::format("invalid JSON at {}: {}", describePosition(text, consumed),
                                                        trailing ? "text after the value" : error.message())};
    }
    return parser.release();
}

std::string toJson(const Value& value)
{
    std::string out;
    Writer(out, false).write(value);
    return out;
}

std::string toPrettyJson(const Value& value)
{
    std::string out;
    Writer(out, true).write(value);
    return out;
}

} // namespace skiff::data
