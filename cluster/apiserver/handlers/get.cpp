#include "cluster/apiserver/handlers/get.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/list_options.h"
#include "cluster/apiserver/views/object_view.h"

namespace skiff::apiserver {

namespace {

void answerObject(const ApiCall& call, const Representation& wanted)
{
    const ServedResource& served = call.target.served;
    const ObjectPtr object = served.cache.find(call.target.key());
    if (!object)
        return call.request->fail(notFound(served.resource, call.target.name));
    net::Buffers body;
    ObjectView(served, wanted, call.services.clock).appendParts(body, object);
    answerView(call.request, 200, std::move(body), wanted);
}

} // namespace

void handleGet(const ApiCall& call)
{
    const auto wanted = representationFor(call.request, objectShapes(call.target.served));
    if (!wanted)
        return;
    const std::string_view asked = call.request->query.get("resourceVersion");
    if (asked.empty())
        return whenCurrent(call, [call, wanted] { answerObject(call, *wanted); });
    const auto revision = call.request->query.number("resourceVersion");
    if (!revision || *revision < 0)
        return call.request->fail(badRequest("invalid resource version: " + std::string(asked)));
    whenAtLeast(call, store::Revision{uint64_t(*revision)}, [call, wanted] { answerObject(call, *wanted); });
}

} // namespace skiff::apiserver
