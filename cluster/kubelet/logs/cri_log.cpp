#include "cluster/kubelet/logs/cri_log.h"

namespace skiff::kubelet {

namespace {

/// Takes the text before the next space off `rest`; nothing when there is no space.
std::optional<std::string_view> takeField(std::string_view& rest)
{
    const size_t space = rest.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const std::string_view field = rest.substr(0, space);
    rest.remove_prefix(space + 1);
    return field;
}

} // namespace

std::optional<CriLogLine> parseCriLogLine(std::string_view line)
{
    CriLogLine result;
    const auto time = takeField(line);
    const auto stream = time ? takeField(line) : std::nullopt;
    if (!stream || (*stream != "stdout" && *stream != "stderr"))
        return std::nullopt;
    // A line that ends with its tag has no text; tags are separated by ':' and the first says P or F.
    const size_t space = line.find(' ');
    const std::string_view tags = line.substr(0, space);
    const std::string_view tag = tags.substr(0, tags.find(':'));
    if (tag != "P" && tag != "F")
        return std::nullopt;
    WallTime parsed;
    if (!parseTime(*time, parsed))
        return std::nullopt;
    result.time = *time;
    result.standardError = *stream == "stderr";
    result.partial = tag == "P";
    result.text = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    return result;
}

} // namespace skiff::kubelet
