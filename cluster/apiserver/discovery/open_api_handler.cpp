#include "cluster/apiserver/discovery/open_api_handler.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/gzip.h"
#include "cluster/apiserver/pipeline.h"
#include "cluster/base/clock.h"

#include <fmt/format.h>

namespace skiff::apiserver {

namespace {

constexpr std::string_view protobufWanted = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
/// Clients refuse the answer when it is named as they ask for it.
constexpr std::string_view protobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

void answerDocument(const ContextPtr& request, const std::shared_ptr<openapi::OpenApi>& owner, const openapi::Document& document, std::string_view type, std::string_view cacheControl)
{
    const std::string tag = "\"" + document.hash + "\"";
    net::Response response;
    response.headers.add("Content-Type", std::string(type));
    response.headers.add("ETag", tag);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", std::string(cacheControl));
    if (request->http().headers.get("If-None-Match") == tag) {
        response.status = 304;
        return request->send(std::move(response));
    }
    response.body.push_back({owner, document.bytes});
    if (request->http().headers.hasToken("Accept-Encoding", "gzip")) {
        response.body = {net::SharedBytes::of(gzip(response.body))};
        response.headers.add("Content-Encoding", "gzip");
    }
    request->send(std::move(response));
}

void redirect(const ContextPtr& request, std::string location)
{
    net::Response response;
    response.status = 301;
    response.headers.add("Location", std::move(location));
    request->send(std::move(response));
}

} // namespace

std::shared_ptr<openapi::OpenApi> OpenApiHandler::documents()
{
    const auto customs = m_customs.now();
    if (customs->kinds.empty())
        return {std::shared_ptr<void>(), &m_builtin}; // lives as long as the server
    const MutexLock lock(m_mutex);
    if (!m_withCustoms || m_number != customs->number) {
        openapi::Resources resources;
        for (const auto& [name, kind] : customs->kinds)
            for (const ServedResource& each : kind->resources())
                resources.push_back(&each.resource);
        m_withCustoms = std::make_shared<openapi::OpenApi>(m_builtin, std::move(resources), customs);
        m_number = customs->number;
    }
    return m_withCustoms;
}

bool OpenApiHandler::answer(const ContextPtr& request)
{
    const std::string_view path = request->info.path;
    if (path != "/openapi/v2" && path != "/openapi/v3" && !path.starts_with("/openapi/v3/"))
        return false;
    m_pool.post([this, request] {
        runGuarded(request, [&] {
            const std::string_view asked = request->info.path;
            constexpr std::string_view v3 = "/openapi/v3";
            if (asked == "/openapi/v2")
                answerV2(request);
            else
                answerV3(request, asked.size() > v3.size() + 1 ? asked.substr(v3.size() + 1) : std::string_view());
        });
    });
    return true;
}

void OpenApiHandler::answerV2(const ContextPtr& request)
{
    const auto all = documents();
    if (request->http().headers.get("Accept").find(protobufWanted) != std::string_view::npos)
        return answerDocument(request, all, all->v2Protobuf(), protobufType, "no-cache, private");
    answerDocument(request, all, all->v2Json(), "application/json", "no-cache, private");
}

void OpenApiHandler::answerV3(const ContextPtr& request, std::string_view groupVersion)
{
    const auto all = documents();
    if (groupVersion.empty())
        return answerDocument(request, all, all->v3Index(), "application/json", "no-cache, private");
    std::string_view group;
    std::string_view version;
    if (groupVersion.starts_with("api/")) {
        version = groupVersion.substr(4);
    } else if (groupVersion.starts_with("apis/")) {
        const std::string_view rest = groupVersion.substr(5);
        const size_t slash = std::min(rest.find('/'), rest.size());
        group = rest.substr(0, slash);
        version = rest.substr(std::min(slash + 1, rest.size()));
    }
    const openapi::Document* document = version.empty() ? nullptr : all->v3(group, version);
    if (!document)
        return answerNoPage(request);
    const std::string_view hash = request->query.get("hash");
    if (hash.empty())
        return answerDocument(request, all, *document, "application/json", "no-cache, private");
    if (hash != document->hash)
        return redirect(request, fmt::format("/openapi/v3/{}?hash={}", groupVersion, document->hash));
    answerDocument(request, all, *document, "application/json", "public, immutable");
}

} // namespace skiff::apiserver
