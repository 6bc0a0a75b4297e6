#include "cluster/apiserver/negotiation.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace skiff::apiserver {

namespace {

/// One media range of an Accept header.
struct Clause
{
    std::string_view type;
    std::string_view as;
    std::string_view version;
    std::string_view group;
    bool omitsManagedFields = false;
    double quality = 1;
};

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Cuts `text` at the first `mark`; returns what is before it.
std::string_view takeUntil(std::string_view& text, char mark)
{
    const size_t end = std::min(text.find(mark), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trim(part);
}

Clause readClause(std::string_view text)
{
    Clause clause;
    clause.type = takeUntil(text, ';');
    while (!text.empty()) {
        std::string_view value = takeUntil(text, ';');
        const std::string_view key = takeUntil(value, '=');
        if (key == "as")
            clause.as = value;
        else if (key == "v")
            clause.version = value;
        else if (key == "g")
            clause.group = value;
        else if (key == "managedFields")
            clause.omitsManagedFields = value == "omit";
        else if (key == "q")
            clause.quality = std::strtod(std::string(value).c_str(), nullptr);
    }
    return clause;
}

std::optional<Representation::Encoding> encodingOf(std::string_view type)
{
    if (type == "application/json" || type == "*/*" || type == "application/*")
        return Representation::Encoding::Json;
    if (type == "application/yaml")
        return Representation::Encoding::Yaml;
    if (type == protobufMediaType)
        return Representation::Encoding::Protobuf;
    return std::nullopt;
}

/// Tables have no message; nor has what is of custom resources, and the list of metadata changed its numbers.
bool hasMessage(const Representation& wanted, const OfferedShapes& offered)
{
    return offered.message && wanted.shape != Representation::Shape::Table &&
           !(wanted.beta && offered.metadata == "PartialObjectMetadataList");
}

std::optional<Representation> match(const Clause& clause, const OfferedShapes& offered)
{
    const auto encoding = encodingOf(clause.type);
    if (!encoding || clause.quality <= 0)
        return std::nullopt;
    const auto fits = [&](const Representation& wanted) -> std::optional<Representation> {
        if (wanted.encoding == Representation::Encoding::Protobuf && !hasMessage(wanted, offered))
            return std::nullopt;
        return wanted;
    };
    Representation result;
    result.encoding = *encoding;
    result.managedFields = !(clause.omitsManagedFields && *encoding == Representation::Encoding::Json);
    if (*encoding == Representation::Encoding::Protobuf)
        result.message = offered.message;
    if (clause.as.empty())
        return fits(result);
    if (clause.group != "meta.k8s.io" || (clause.version != "v1" && clause.version != "v1beta1"))
        return std::nullopt;
    result.beta = clause.version == "v1beta1";
    if (clause.as == "Table" && offered.table)
        result.shape = Representation::Shape::Table;
    else if (!offered.metadata.empty() && clause.as == offered.metadata)
        result.shape = Representation::Shape::Metadata;
    else
        return std::nullopt;
    return fits(result);
}

} // namespace

std::string_view Representation::contentType() const
{
    switch (encoding) {
    case Encoding::Yaml: return "application/yaml";
    case Encoding::Protobuf: return protobufMediaType;
    case Encoding::Json: break;
    }
    return "application/json";
}

std::string_view offeredMediaTypes(const OfferedShapes& offered)
{
    return offered.message ? "application/json, application/yaml, application/vnd.kubernetes.protobuf"
                           : "application/json, application/yaml";
}

std::optional<Representation> negotiate(std::string_view accept, const OfferedShapes& offered)
{
    accept = trim(accept);
    if (accept.empty() || accept == "application/json" || accept == "*/*")
        return Representation{};
    std::vector<Clause> clauses;
    while (!accept.empty())
        clauses.push_back(readClause(takeUntil(accept, ',')));
    std::stable_sort(clauses.begin(), clauses.end(),
                     [](const Clause& a, const Clause& b) { return a.quality > b.quality; });
    for (const Clause& clause : clauses)
        if (const auto result = match(clause, offered))
            return result;
    return std::nullopt;
}

bool isForPeople(std::string_view userAgent)
{
    return userAgent.starts_with("curl") || userAgent.starts_with("Wget") || userAgent.starts_with("Mozilla/5.0");
}

} // namespace skiff::apiserver
