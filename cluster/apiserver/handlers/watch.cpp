#include "cluster/apiserver/handlers/watch.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/watch_stream.h"
#include "cluster/apiserver/views/object_view.h"

namespace skiff::apiserver {

namespace {

/// /watch/ paths with a name mean that one object.
Checked selectNamed(const ApiCall& call, ListOptions& options)
{
    if (call.target.name.empty() || options.selection.name())
        return Done{};
    auto fields = semantics::FieldSelector::parse("metadata.name=" + call.target.name);
    if (!fields.ok())
        return badRequest(fields.error().message);
    options.selection = ObjectSelection({}, std::move(fields).value(), call.target.served.storage);
    return Done{};
}

void startWatch(const ApiCall& call, const ListOptions& options, const Representation& wanted)
{
    const auto version = options.resourceVersion;
    WatchCache::WatchStart start;
    start.withState = options.sendInitialEvents || version.value_or(0) == 0;
    start.after = store::Revision{version.value_or(0)};
    const auto stream = std::make_shared<WatchStream>(call, options, wanted);
    call.services.cache.watch(call.target.served.cache, call.target.served.key(call.target.nameSpace, ""), start, stream,
                              [stream](WatchCache::WatchBegin first) { stream->begin(std::move(first)); });
}

} // namespace

void handleWatch(const ApiCall& call)
{
    const auto wanted = representationFor(call.request, objectShapes(call.target.served));
    if (!wanted)
        return;
    auto read = readListOptions(call, true);
    if (!read.ok())
        return call.request->fail(read.error());
    ListOptions options = std::move(read).value();
    if (const Checked named = selectNamed(call, options); !named.ok())
        return call.request->fail(named.error());
    const auto begin = [call, options, wanted] { startWatch(call, options, *wanted); };
    if (!options.resourceVersion)
        return whenCurrent(call, begin);
    if (options.sendInitialEvents)
        return whenAtLeast(call, store::Revision{*options.resourceVersion}, begin);
    begin();
}

} // namespace skiff::apiserver
