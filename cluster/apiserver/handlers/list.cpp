#include "cluster/apiserver/handlers/list.h"

#include "cluster/apiserver/answer.h"
#include "cluster/apiserver/handlers/continue_token.h"
#include "cluster/apiserver/handlers/list_options.h"
#include "cluster/apiserver/views/object_view.h"

namespace skiff::apiserver {

namespace {

/// The objects of one answer and how to go on behind them.
struct Page
{
    std::vector<ObjectPtr> objects;
    store::Revision revision;
    std::string continueToken;
    int64_t remaining = 0;            ///< 0: not said
};

/// One list request: how its pages are found.
class ListRequest
{
public:
    ListRequest(const ApiCall& call, ListOptions options, const Representation& wanted)
        : m_call(call), m_options(std::move(options)), m_wanted(wanted),
          m_prefix(call.target.served.key(call.target.nameSpace, "")) {}

    void answerFromCache() const;
    /// The state at a revision, from behind a key on: from the store unless it is still the present one.
    void answerAt(store::Revision at, std::string after) const;

private:
    bool isPaged() const
    {
        // resourceVersion=0 takes whatever is there, in one piece.
        const bool any = m_options.resourceVersion == 0u && m_options.match == ListOptions::Match::Unset;
        return m_options.limit > 0 && !any;
    }
    Snapshot present() const;
    void answerFrom(Snapshot snapshot) const;
    void cut(Page& page, size_t rest) const;
    Outcome<Page> readPage(store::Revision at, std::string after) const;
    Outcome<size_t> takeMatching(Page& page, store::RangeResult result) const;
    StatusError expiredPage(const std::string& after) const;
    void answer(const Page& page) const;

    ApiCall m_call;
    ListOptions m_options;
    Representation m_wanted;
    std::string m_prefix;
};

Snapshot ListRequest::present() const
{
    const ResourceCache& cache = m_call.target.served.cache;
    const std::string* name = m_options.selection.name();
    const bool oneKey = name && (!m_call.target.served.storage.namespaced || !m_call.target.nameSpace.empty());
    if (!oneKey)
        return cache.list(m_prefix);
    Snapshot snapshot;
    snapshot.revision = m_call.services.cache.revision();
    if (ObjectPtr object = cache.find(m_prefix + *name))
        snapshot.objects.push_back(std::move(object));
    return snapshot;
}

/// Shortens a page to the limit; `rest` objects were not even looked at.
void ListRequest::cut(Page& page, size_t rest) const
{
    const size_t limit = size_t(m_options.limit);
    const size_t over = page.objects.size() > limit ? page.objects.size() - limit : 0;
    if (over + rest == 0)
        return;
    page.objects.resize(page.objects.size() - over);
    page.continueToken = ContinueToken{page.revision, page.objects.back()->key().substr(m_prefix.size())}.encode();
    if (m_options.selection.isEverything())
        page.remaining = int64_t(over + rest);
}

void ListRequest::answerFromCache() const
{
    answerFrom(present());
}

void ListRequest::answerFrom(Snapshot snapshot) const
{
    Page page{std::move(snapshot.objects), snapshot.revision, {}, 0};
    if (!m_options.selection.isEverything())
        std::erase_if(page.objects, [this](const ObjectPtr& object) { return !m_options.selection.matches(*object); });
    if (isPaged())
        cut(page, 0);
    answer(page);
}

/// Adds what is wanted of `result` to the page; the number of entries that were passed over because the page is full.
Outcome<size_t> ListRequest::takeMatching(Page& page, store::RangeResult result) const
{
    for (store::Entry& entry : result.entries) {
        auto object = StoredObject::make(m_call.target.served.storage, std::move(entry));
        if (!object.ok())
            return fromError(object.error());
        if (m_options.selection.matches(**object))
            page.objects.push_back(std::move(object).value());
    }
    return result.remaining;
}

Outcome<Page> ListRequest::readPage(store::Revision at, std::string after) const
{
    Page page;
    page.revision = at;
    const size_t limit = isPaged() ? size_t(m_options.limit) : 0;
    while (true) {
        auto result = m_call.services.store.range(
            {.prefix = m_prefix, .after = after.empty() ? "" : m_prefix + after, .limit = limit, .at = at});
        if (!result.ok())
            return result.error().code == ErrorCode::Expired ? expiredPage(after) : fromError(result.error());
        const bool more = result->more;
        if (!result->entries.empty())
            after = result->entries.back().key.substr(m_prefix.size());
        SKIFF_TRY_ASSIGN(const size_t rest, takeMatching(page, std::move(result).value()));
        if (!more)
            return page;
        if (page.objects.size() < limit)
            continue;
        page.continueToken = ContinueToken{at, after}.encode();
        if (m_options.selection.isEverything())
            page.remaining = int64_t(rest);
        return page;
    }
}

StatusError ListRequest::expiredPage(const std::string& after) const
{
    if (after.empty())
        return expired("The resourceVersion for the provided list is too old.");
    StatusError error = expired("The provided continue parameter is too old to display a consistent list result. Start a "
                                "new list, or go on with the token of this answer and accept that the rest is newer.");
    error.continueToken = ContinueToken{m_call.services.store.revision(), after}.encode();
    return error;
}

void ListRequest::answerAt(store::Revision at, std::string after) const
{
    const std::string behind = after.empty() ? std::string() : m_prefix + after;
    if (auto snapshot = m_call.target.served.cache.listAt(at, m_prefix, behind))
        return answerFrom(*std::move(snapshot));
    const auto page = readPage(at, std::move(after));
    if (page.ok())
        answer(*page);
    else
        m_call.request->fail(page.error());
}

void ListRequest::answer(const Page& page) const
{
    const ObjectView view(m_call.target.served, m_wanted, m_call.services.clock);
    const ListHead head{page.revision, page.continueToken, page.remaining};
    answerView(m_call.request, 200, view.list(head, page.objects), m_wanted);
}

} // namespace

void handleList(const ApiCall& call)
{
    const auto wanted = representationFor(call.request, listShapes(call.target.served));
    if (!wanted)
        return;
    auto options = readListOptions(call, false);
    if (!options.ok())
        return call.request->fail(options.error());
    const std::string token = options->continueToken;
    const auto version = options->resourceVersion;
    const auto match = options->match;
    const auto list = std::make_shared<const ListRequest>(call, std::move(options).value(), *wanted);
    const auto fromCache = [call, list] { onPool(call, [list] { list->answerFromCache(); }); };

    if (!token.empty()) {
        const auto place = ContinueToken::decode(token);
        if (!place.ok())
            return call.request->fail(place.error());
        return onPool(call, [list, place = *place] { list->answerAt(place.revision, place.after); });
    }
    if (match == ListOptions::Match::Exact)
        return whenAtLeast(call, store::Revision{*version}, [call, list, version] {
            onPool(call, [list, version] { list->answerAt(store::Revision{*version}, {}); });
        });
    if (!version)
        return whenCurrent(call, fromCache);
    whenAtLeast(call, store::Revision{*version}, fromCache);
}

} // namespace skiff::apiserver
