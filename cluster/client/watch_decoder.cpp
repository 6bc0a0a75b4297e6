#include "cluster/client/watch_decoder.h"

#include "cluster/data/document.h"

#include <optional>

namespace skiff::client {

namespace {

std::optional<WatchEventType> typeOf(std::string_view word)
{
    if (word == "ADDED")
        return WatchEventType::Added;
    if (word == "MODIFIED")
        return WatchEventType::Modified;
    if (word == "DELETED")
        return WatchEventType::Deleted;
    if (word == "BOOKMARK")
        return WatchEventType::Bookmark;
    if (word == "ERROR")
        return WatchEventType::Error;
    return std::nullopt;
}

/// The event when the line has the layout every API server writes, without parsing the object.
std::optional<WatchEvent> readPlainLayout(std::string_view line)
{
    constexpr std::string_view head = R"({"type":")";
    constexpr std::string_view middle = R"(","object":)";
    if (line.substr(0, head.size()) != head || line.back() != '}')
        return std::nullopt;
    const size_t end = line.find('"', head.size());
    if (end == std::string_view::npos || line.substr(end, middle.size()) != middle)
        return std::nullopt;
    const auto type = typeOf(line.substr(head.size(), end - head.size()));
    const size_t begin = end + middle.size();
    if (!type || begin >= line.size() - 1 || line[begin] != '{')
        return std::nullopt;
    return WatchEvent{*type, line.substr(begin, line.size() - 1 - begin)};
}

Status decodeLine(std::string_view line, const std::function<void(const WatchEvent&)>& onEvent)
{
    if (const auto event = readPlainLayout(line)) {
        onEvent(*event);
        return {};
    }
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(line)));
    const auto type = typeOf(document->root()["type"].asString());
    if (!type)
        return Error{ErrorCode::InvalidArgument, "a watch event of an unknown type"};
    onEvent({*type, document->root()["object"].span()});
    return {};
}

std::string_view trimmed(std::string_view line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    return line;
}

} // namespace

Status WatchDecoder::feed(std::string_view bytes, const std::function<void(const WatchEvent&)>& onEvent)
{
    while (!bytes.empty()) {
        const size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_rest += bytes;
            return {};
        }
        std::string line;
        std::string_view whole = bytes.substr(0, end);
        if (!m_rest.empty()) {
            line = std::move(m_rest);
            m_rest.clear();
            line += whole;
            whole = line;
        }
        bytes.remove_prefix(end + 1);
        if (whole = trimmed(whole); !whole.empty())
            SKIFF_TRY(decodeLine(whole, onEvent));
    }
    return {};
}

} // namespace skiff::client
