#include "cluster/apiserver/answer.h"

#include "cluster/apiserver/gzip.h"
#include "cluster/data/value.h"
#include "cluster/data/yaml/yaml.h"

namespace skiff::apiserver {

namespace {

/// Smaller answers are not worth the time.
constexpr size_t gzipFrom = 128 * 1024;

size_t totalSize(const net::Buffers& parts)
{
    size_t size = 0;
    for (const net::SharedBytes& part : parts)
        size += part.view.size();
    return size;
}

std::string joined(const net::Buffers& parts)
{
    std::string text;
    text.reserve(totalSize(parts));
    for (const net::SharedBytes& part : parts)
        text += part.view;
    return text;
}

std::string forPeople(const net::Buffers& json, const Representation& wanted)
{
    std::string text = joined(json);
    const auto value = data::parseJson(text);
    if (!value.ok())
        return text;
    return wanted.encoding == Representation::Encoding::Yaml ? data::toYaml(*value) : data::toPrettyJson(*value);
}

} // namespace

std::optional<Representation> representationFor(const ContextPtr& request, const OfferedShapes& offered)
{
    const net::Headers& headers = request->http().headers;
    auto wanted = negotiate(headers.get("Accept"), offered);
    if (!wanted) {
        request->fail(notAcceptable(offeredMediaTypes));
        return std::nullopt;
    }
    wanted->pretty = request->query.has("pretty") ? request->query.flag("pretty") : isForPeople(headers.get("User-Agent"));
    if (wanted->shape != Representation::Shape::Table)
        return wanted;
    const std::string_view include = request->query.get("includeObject");
    if (include == "None") {
        wanted->includeObject = Representation::IncludeObject::None;
    } else if (include == "Object") {
        wanted->includeObject = Representation::IncludeObject::Object;
    } else if (!include.empty() && include != "Metadata") {
        request->fail(badRequest("unrecognized includeObject value"));
        return std::nullopt;
    }
    return wanted;
}

void answerJson(const ContextPtr& request, int status, net::Buffers json, const Representation& wanted, net::Headers headers)
{
    net::Response response;
    response.status = status;
    response.headers = std::move(headers);
    response.headers.add("Content-Type", std::string(wanted.contentType()));
    if (wanted.pretty || wanted.encoding == Representation::Encoding::Yaml)
        json = {net::SharedBytes::of(forPeople(json, wanted))};
    if (totalSize(json) > gzipFrom && request->http().headers.hasToken("Accept-Encoding", "gzip")) {
        json = {net::SharedBytes::of(gzip(json))};
        response.headers.add("Content-Encoding", "gzip");
        response.headers.add("Vary", "Accept-Encoding");
    }
    response.body = std::move(json);
    request->send(std::move(response));
}

void answerJson(const ContextPtr& request, int status, std::string json, const Representation& wanted)
{
    answerJson(request, status, net::Buffers{net::SharedBytes::of(std::move(json))}, wanted);
}

void answerText(const ContextPtr& request, int status, std::string text)
{
    net::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.body.push_back(net::SharedBytes::of(std::move(text)));
    request->send(std::move(response));
}

void answerNoPage(const ContextPtr& request)
{
    answerText(request, 404, "404 page not found\n");
}

} // namespace skiff::apiserver
