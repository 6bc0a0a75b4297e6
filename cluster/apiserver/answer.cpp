#include "cluster/apiserver/answer.h"

#include "cluster/apiserver/gzip.h"
#include "cluster/apiserver/views/message_view.h"
#include "cluster/data/value.h"
#include "cluster/data/yaml/yaml.h"

namespace skiff::apiserver {

namespace {

/// Smaller answers are not worth the time.
constexpr size_t gzipFrom = 128 * 1024;

std::string forPeople(const net::Buffers& json, const Representation& wanted)
{
    std::string text = net::joined(json);
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
        request->fail(notAcceptable(offeredMediaTypes(offered)));
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

void answerView(const ContextPtr& request, int status, net::Buffers body, const Representation& wanted,
                net::Headers headers)
{
    net::Response response;
    response.status = status;
    response.headers = std::move(headers);
    response.headers.add("Content-Type", std::string(wanted.contentType()));
    const bool isProtobuf = wanted.encoding == Representation::Encoding::Protobuf;
    if (!isProtobuf && (wanted.pretty || wanted.encoding == Representation::Encoding::Yaml))
        body = {net::SharedBytes::of(forPeople(body, wanted))};
    if (net::totalSize(body) > gzipFrom && request->http().headers.hasToken("Accept-Encoding", "gzip")) {
        body = {net::SharedBytes::of(gzip(body))};
        response.headers.add("Content-Encoding", "gzip");
        response.headers.add("Vary", "Accept-Encoding");
    }
    response.body = std::move(body);
    request->send(std::move(response));
}

void answerJson(const ContextPtr& request, int status, net::Buffers json, const Representation& wanted,
                net::Headers headers)
{
    if (wanted.encoding == Representation::Encoding::Protobuf)
        json = {net::SharedBytes::of(sealedDocument(net::joined(json), *wanted.message))};
    answerView(request, status, std::move(json), wanted, std::move(headers));
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
