#include "cluster/data/apply/ownership.h"

#include "cluster/data/apply/compare.h"
#include "cluster/data/apply/extract.h"
#include "cluster/data/apply/last_applied.h"
#include "cluster/data/apply/merge.h"
#include "cluster/data/apply/prune.h"
#include "cluster/data/codec_text.h"

#include <algorithm>
#include <list>
#include <map>

namespace skiff::data {

namespace {

constexpr size_t maxUpdaters = 10;
constexpr std::string_view bucketName = "ancient-changes";
constexpr std::string_view beforeApplyName = "before-first-apply";

/// What no manager ever owns: the object's identity and what the server alone sets.
constexpr std::string_view strippedFields[] = {"apiVersion",
                                               "kind",
                                               "metadata",
                                               "metadata.name",
                                               "metadata.namespace",
                                               "metadata.uid",
                                               "metadata.selfLink",
                                               "metadata.generation",
                                               "metadata.clusterName",
                                               "metadata.creationTimestamp",
                                               "metadata.managedFields",
                                               "metadata.resourceVersion"};

PathSet setOf(std::span<const std::string_view> dotted, PathPool& pool)
{
    PathSet set;
    for (std::string_view text : dotted) {
        Path path;
        while (!text.empty()) {
            const size_t dot = std::min(text.find('.'), text.size());
            path.push_back(pool.field(text.substr(0, dot)));
            text.remove_prefix(std::min(dot + 1, text.size()));
        }
        set.insert(path);
    }
    return set;
}

/// The comparison of two objects at each version that some entry is written in.
class Comparisons
{
public:
    struct AtVersion
    {
        PathSet set; ///< added or modified
        PathSet removed;
    };

    Comparisons(const Value& before, const Value& after, const OwnershipCall& call, PathPool& pool)
        : m_before(before), m_after(after), m_call(call), m_pool(pool), m_ignored(setOf(call.ignored, pool))
    {}

    const PathSet& ignored() const { return m_ignored; }

    /// nullptr when the version is gone.
    AtVersion* at(const std::string& apiVersion)
    {
        const auto found = m_known.find(apiVersion);
        if (found != m_known.end())
            return &found->second;
        if (apiVersion == m_call.manager.apiVersion)
            return &remember(apiVersion, compareObjects(m_before, m_after, m_call.type, m_pool));
        const ObjectType* type = m_call.versions.typeAt(apiVersion);
        if (!type)
            return nullptr;
        return &remember(apiVersion, compareObjects(m_call.versions.convert(m_before, apiVersion),
                                                    m_call.versions.convert(m_after, apiVersion), *type, m_pool));
    }

private:
    AtVersion& remember(const std::string& apiVersion, Comparison difference)
    {
        AtVersion at{std::move(difference.added), std::move(difference.removed)};
        at.set.add(std::move(difference.modified));
        at.set.removeTrees(m_ignored);
        at.removed.removeTrees(m_ignored);
        return m_known.emplace(apiVersion, std::move(at)).first->second;
    }

    const Value& m_before;
    const Value& m_after;
    const OwnershipCall& m_call;
    PathPool& m_pool;
    PathSet m_ignored;
    std::map<std::string, AtVersion> m_known;
};

/// Takes what others changed or removed from every entry but that of `except`. True when an entry lost something.
bool takeFromOthers(ManagedFields& managed, const FieldManager* except, Comparisons& comparisons, PathPool& pool)
{
    bool changed = false;
    std::erase_if(managed.entries(), [&](ManagedFields::Entry& entry) {
        if (except && entry.manager.is(*except))
            return false;
        const Comparisons::AtVersion* at = comparisons.at(entry.manager.apiVersion);
        const bool loses = at && (entry.meets(at->set) || entry.meets(at->removed));
        if (loses) {
            PathSet rest = entry.fields(pool);
            rest.remove(at->set);
            rest.remove(at->removed);
            entry.setFields(std::move(rest));
        }
        const bool ends = !at || (loses && entry.fields(pool).empty());
        changed = changed || loses || ends;
        return ends;
    });
    return changed;
}

/// Makes one of the oldest entries when too many programs have written.
void capUpdaters(ManagedFields& managed, PathPool& pool)
{
    std::vector<FieldManager> updaters;
    for (const auto& entry : managed.entries())
        if (!entry.manager.applies)
            updaters.push_back(entry.manager);
    if (updaters.size() <= maxUpdaters)
        return;
    const auto age = [&](const FieldManager& each) {
        return std::pair(managed.find(each)->time, each.sortKey());
    };
    std::sort(updaters.begin(), updaters.end(),
              [&](const FieldManager& a, const FieldManager& b) { return age(a) < age(b); });
    std::map<std::string, FieldManager> firstOf; // by version
    size_t count = updaters.size();
    for (size_t i = 0; i < updaters.size() && count > maxUpdaters; ++i) {
        const FieldManager bucket{std::string(bucketName), false, updaters[i].apiVersion, {}};
        const auto first = firstOf.find(bucket.apiVersion);
        if (first == firstOf.end()) {
            firstOf.emplace(bucket.apiVersion, updaters[i]);
            continue;
        }
        const ManagedFields::Entry moved = *managed.find(updaters[i]);
        if (!managed.find(bucket))
            managed.find(first->second)->manager = bucket;
        ManagedFields::Entry& into = *managed.find(bucket);
        into.setFields(PathSet::unite(into.fields(pool), moved.fields(pool)));
        into.time = moved.time;
        std::erase_if(managed.entries(), [&](const auto& entry) { return entry.manager.is(updaters[i]); });
        --count;
    }
}

Value unsetFields(const ObjectType& type, int depth)
{
    constexpr int enough = 16; // types may hold themselves
    Object object;
    for (const Field& field : type.fields) {
        if (!field.always)
            continue;
        const bool nested = field.type.kind == TypeKind::Object && field.type.object && depth < enough;
        object.emplace(field.name, nested ? unsetFields(*field.type.object, depth + 1) : zeroValue(field.type));
    }
    return object;
}

/// One apply, from its own set of fields to the entries.
class ApplyRun
{
public:
    ApplyRun(ManagedFields& managed, const OwnershipCall& call, bool force, PathPool& pool)
        : m_managed(managed), m_call(call), m_force(force), m_pool(pool)
    {}

    Applied run(const Value& live, const Value& configuration)
    {
        const ManagedFields::Entry* own = m_managed.find(m_call.manager);
        const bool first = !own;
        const PathSet last = own ? own->fields(m_pool) : PathSet();
        const std::string lastVersion = own ? own->manager.apiVersion : m_call.manager.apiVersion;
        const PathSet named = namedFields(configuration);
        PathSet wanted = named;
        wanted.remove(setOf(strippedFields, m_pool));
        Value merged = mergeConfiguration(live, configuration, m_call.type, m_pool);
        if (!last.empty() && !(lastVersion == m_call.manager.apiVersion && wanted.containsAll(last)))
            merged = prune(merged, last, lastVersion, named);

        Applied result;
        Comparisons comparisons(live, merged, m_call, m_pool);
        if (!m_force) {
            result.conflicts = conflicts(comparisons);
            if (!result.conflicts.empty())
                return result;
        }
        bool owners = takeFromOthers(m_managed, &m_call.manager, comparisons, m_pool);
        owners = owners || first || !(wanted == last) || lastVersion != m_call.manager.apiVersion;
        const bool same = equal(live, merged);
        writeEntry(std::move(wanted), same);
        if (!same)
            result.object = std::move(merged);
        result.ownership = owners ? OwnershipChange::Owners : same ? OwnershipChange::None : OwnershipChange::Times;
        return result;
    }

private:
    /// All that the configuration names, its head and name too: these keep metadata alive in prune().
    PathSet namedFields(const Value& configuration) const
    {
        return PathSet::subtractTrees(fieldsOf(configuration, m_call.type, m_pool), setOf(m_call.ignored, m_pool));
    }

    void writeEntry(PathSet wanted, bool sameObject)
    {
        ManagedFields::Entry& entry = m_managed.obtain(m_call.manager);
        entry.manager.apiVersion = m_call.manager.apiVersion;
        entry.setFields(std::move(wanted));
        if (!sameObject)
            entry.time = m_call.time;
        m_managed.removeEmpty(m_pool);
    }

    std::vector<FieldConflict> conflicts(Comparisons& comparisons)
    {
        std::vector<FieldConflict> found;
        for (const ManagedFields::Entry& entry : m_managed.entries()) {
            if (entry.manager.is(m_call.manager))
                continue;
            const Comparisons::AtVersion* at = comparisons.at(entry.manager.apiVersion);
            if (!at || !entry.meets(at->set))
                continue;
            PathSet::intersect(entry.fields(m_pool), at->set).forEach([&](const Path& path) {
                found.push_back({entry.manager, toText(path)});
            });
        }
        std::stable_sort(found.begin(), found.end(), [](const FieldConflict& a, const FieldConflict& b) {
            return a.manager.sortKey() < b.manager.sortKey();
        });
        return found;
    }

    /// What all managers own now, by version, that of `first` in front.
    std::list<std::pair<std::string, PathSet>> ownedByVersion(const std::string& first, const PathSet& named)
    {
        std::list<std::pair<std::string, PathSet>> owned{{first, PathSet()}};
        const auto add = [&](const std::string& version, const PathSet& fields) {
            auto found =
                std::find_if(owned.begin(), owned.end(), [&](const auto& each) { return each.first == version; });
            if (found == owned.end())
                found = owned.insert(found, {version, PathSet()});
            found->second = PathSet::unite(found->second, fields);
        };
        for (const ManagedFields::Entry& entry : m_managed.entries())
            if (!entry.manager.is(m_call.manager))
                add(entry.manager.apiVersion, entry.fields(m_pool));
        add(m_call.manager.apiVersion, named);
        return owned;
    }

    const ObjectType* typeAt(const std::string& apiVersion) const
    {
        return apiVersion == m_call.manager.apiVersion ? &m_call.type : m_call.versions.typeAt(apiVersion);
    }

    Value at(const Value& object, std::string_view apiVersion) const
    {
        return stringAt(object, {"apiVersion"}) == apiVersion ? object : m_call.versions.convert(object, apiVersion);
    }

    Value prune(const Value& merged, const PathSet& last, const std::string& version, const PathSet& named)
    {
        const ObjectType* type = typeAt(version);
        if (!type)
            return merged;
        const Value whole = at(merged, version);
        Value pruned = withoutLast(whole, last, *type, m_pool);
        putHead(pruned, whole);
        for (const auto& [ownersVersion, owned] : ownedByVersion(version, named)) {
            const ObjectType* ownersType = typeAt(ownersVersion);
            if (!ownersType)
                continue;
            const Value there = at(whole, ownersVersion);
            pruned = withOwned(there, at(pruned, ownersVersion), owned, *ownersType, m_pool);
            putHead(pruned, there);
        }
        pruned = withNeverHad(whole, at(pruned, version), last, *type, m_pool);
        putHead(pruned, whole);
        return at(pruned, m_call.manager.apiVersion);
    }

    /// Kind and version are nobody's; they stay.
    static void putHead(Value& object, const Value& from)
    {
        for (const std::string_view key : {"kind", "apiVersion"})
            if (const Value* value = find(from, {key}))
                object.as_object()[key] = *value;
    }

    ManagedFields& m_managed;
    const OwnershipCall& m_call;
    bool m_force;
    PathPool& m_pool;
};

/// Entries for what is there from before anybody applied.
void startOwnership(const Value& live, ManagedFields& managed, const OwnershipCall& call, PathPool& pool)
{
    OwnershipCall before = call;
    before.manager.name = beforeApplyName;
    before.manager.applies = false;
    Value unset = unsetObject(call.type);
    trackChange(unset, live, managed, before, pool);
}

} // namespace

Value unsetObject(const ObjectType& type)
{
    return unsetFields(type, 0);
}

OwnershipChange trackChange(const Value& before, const Value& after, ManagedFields& managed, const OwnershipCall& call,
                            PathPool& pool)
{
    Comparisons comparisons(before, after, call, pool);
    Comparisons::AtVersion& own = *comparisons.at(call.manager.apiVersion);
    bool owners = takeFromOthers(managed, &call.manager, comparisons, pool);
    PathSet set = std::move(own.set);
    set.remove(setOf(strippedFields, pool));
    if (ManagedFields::Entry* entry = managed.find(call.manager); entry && entry->meets(own.removed)) {
        entry->setFields(PathSet::subtract(entry->fields(pool), own.removed));
        owners = true;
    }
    const bool none = set.empty();
    if (!none) {
        ManagedFields::Entry& entry = managed.obtain(call.manager);
        if (!entry.covers(set)) {
            set.add(entry.fields(pool));
            entry.setFields(std::move(set));
            owners = true;
        }
        entry.time = call.time;
    }
    managed.removeEmpty(pool);
    capUpdaters(managed, pool);
    return owners ? OwnershipChange::Owners : none ? OwnershipChange::None : OwnershipChange::Times;
}

Applied applyConfiguration(const Value& live, const Value& configuration, ManagedFields& managed,
                           const OwnershipCall& call, bool force, PathPool& pool)
{
    const bool started = managed.entries().empty();
    if (started)
        startOwnership(live, managed, call, pool);
    Applied applied = ApplyRun(managed, call, force, pool).run(live, configuration);
    const bool movesOn = call.manager.name == kubectlManager && call.manager.subresource.empty();
    if (!applied.conflicts.empty() && movesOn) {
        std::erase_if(applied.conflicts,
                      [allowed = fieldsOfLastApplied(live, call, pool)](const FieldConflict& conflict) {
                          return std::find(allowed.begin(), allowed.end(), conflict.path) != allowed.end();
                      });
        if (applied.conflicts.empty())
            applied = ApplyRun(managed, call, true, pool).run(live, configuration);
    }
    if (!applied.conflicts.empty())
        return applied;
    if (started)
        applied.ownership = OwnershipChange::Owners;
    if (movesOn)
        refreshLastApplied(live, configuration, applied.object);
    return applied;
}

} // namespace skiff::data
