#pragma once

#include "cluster/client/transport.h"
#include "cluster/data/value.h"

#include <QTimer>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace skiff::test {

/// A server in this process: knows a few kinds, keeps what is applied, refuses what the test says. One thread.
class SmallServer final : public client::Transport
{
public:
    std::map<std::string, data::Value> objects;                        ///< by path
    std::map<std::string, std::pair<int, std::string>> refusals;       ///< of writes, by path: status and body
    std::map<std::string, std::pair<int, std::string>> dryRunRefusals; ///< of dry runs only
    std::set<std::string> forbiddenReviews;                            ///< resources
    std::vector<std::string> writes;                                   ///< paths that were really written
    std::vector<std::string> dryRuns;
    std::vector<std::string> deletions;
    std::set<std::string> stuck; ///< paths whose writes are never answered
    int mostAtOnce = 0;          ///< writes

    std::unique_ptr<client::Call> send(client::ApiRequest request,
                                       std::function<void(Result<client::ApiResponse>)> done) override
    {
        auto call = std::make_unique<TimerCall>();
        if (request.method == "PATCH")
            mostAtOnce = std::max(mostAtOnce, ++m_open);
        if (request.method == "PATCH" && stuck.contains(request.path) && !has(request, "dryRun"))
            return call;
        QObject::connect(&call->timer, &QTimer::timeout, [this, request, done = std::move(done)] {
            m_open -= request.method == "PATCH";
            done(answer(request));
        });
        call->timer.setSingleShot(true);
        call->timer.start(0);
        return call;
    }

    std::unique_ptr<client::Call> stream(client::ApiRequest, client::StreamSink) override
    {
        return std::make_unique<client::Call>();
    }

private:
    struct TimerCall final : client::Call
    {
        QTimer timer;
    };

    static bool has(const client::ApiRequest& request, const char* name)
    {
        return std::any_of(request.query.begin(), request.query.end(),
                           [name](const auto& each) { return each.first == name; });
    }

    static client::ApiResponse response(int status, std::string body)
    {
        return {.status = status, .body = std::make_shared<const std::string>(std::move(body))};
    }

    static client::ApiResponse missing(const std::string& name)
    {
        return response(404, R"({"kind":"Status","reason":"NotFound","details":{"name":")" + name + "\"}}");
    }

    client::ApiResponse answer(const client::ApiRequest& request)
    {
        const std::string name = request.path.substr(request.path.rfind('/') + 1);
        if (request.path == "/api/v1")
            return response(200, R"({"resources":[
                {"name":"configmaps","kind":"ConfigMap","namespaced":true},
                {"name":"serviceaccounts","kind":"ServiceAccount","namespaced":true}]})");
        if (request.path == "/apis/apiextensions.k8s.io/v1")
            return response(200, R"({"resources":[{"name":"customresourcedefinitions",
                "kind":"CustomResourceDefinition","namespaced":false}]})");
        if (request.path == "/apis/example.com/v1")
            return objects.contains("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/boats.example.com")
                       ? response(200, R"({"resources":[{"name":"boats","kind":"Boat","namespaced":true}]})")
                       : missing("");
        if (request.path.ends_with("selfsubjectaccessreviews")) {
            const auto review = data::parseJson(request.body);
            const std::string resource(data::stringAt(*review, {"spec", "resourceAttributes", "resource"}));
            return response(201, std::string(R"({"status":{"allowed":)") +
                                     (forbiddenReviews.contains(resource) ? "false}}" : "true}}"));
        }
        if (request.method == "GET")
            return objects.contains(request.path) ? response(200, data::toJson(objects.at(request.path)))
                                                  : missing(name);
        if (request.method == "DELETE")
            return remove(request);
        return write(request);
    }

    client::ApiResponse remove(const client::ApiRequest& request)
    {
        deletions.push_back(request.path);
        return objects.erase(request.path) > 0 ? response(200, R"({"kind":"Status","status":"Success"})") : missing("");
    }

    client::ApiResponse write(const client::ApiRequest& request)
    {
        const bool dryRun = has(request, "dryRun");
        (dryRun ? dryRuns : writes).push_back(request.path);
        const auto& refused = dryRun ? dryRunRefusals : refusals;
        if (const auto found = refused.find(request.path); found != refused.end() && !has(request, "force"))
            return response(found->second.first, found->second.second);
        const bool created = !objects.contains(request.path);
        data::Value object = *data::parseJson(request.body);
        data::Object& metadata = data::ensureObject(object, {"metadata"});
        metadata["uid"] = "u";
        metadata["resourceVersion"] = std::to_string(writes.size());
        if (data::stringAt(object, {"kind"}) == "Namespace")
            data::ensureObject(object, {"status"})["phase"] = "Active";
        if (data::stringAt(object, {"kind"}) == "CustomResourceDefinition")
            data::ensureObject(object, {"status"})["conditions"] =
                data::Array{data::Object{{"type", "Established"}, {"status", "True"}}};
        if (!dryRun)
            objects[request.path] = object;
        return response(created ? 201 : 200, data::toJson(object));
    }

    int m_open = 0;
};

} // namespace skiff::test
