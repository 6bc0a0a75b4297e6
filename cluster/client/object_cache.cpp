#include "cluster/client/object_cache.h"

#include <algorithm>

namespace skiff::client {

namespace indexes {

Index byOwnerUid()
{
    return {std::string(ownerUid), [](const Object& object) {
                std::vector<std::string> uids;
                for (const data::Node owner : object.metadata()["ownerReferences"])
                    uids.emplace_back(owner["uid"].asString());
                return uids;
            }};
}

Index byControllerUid()
{
    return {std::string(controllerUid), [](const Object& object) {
                std::vector<std::string> uids;
                if (const data::Node owner = object.controllerRef())
                    uids.emplace_back(owner["uid"].asString());
                return uids;
            }};
}

Index byNodeName()
{
    return {std::string(nodeName), [](const Object& object) {
                return std::vector<std::string>{std::string(object["spec"]["nodeName"].asString())};
            }};
}

Index orphansByNamespace()
{
    return {std::string(orphansByNamespaceName), [](const Object& object) {
                return object.controllerRef() ? std::vector<std::string>() : std::vector<std::string>{object.ns()};
            }};
}

} // namespace indexes

void ObjectCache::IndexTable::put(const ObjectPtr& object)
{
    for (const std::string& value : index.valuesOf(*object))
        objects[value].insert(object);
}

void ObjectCache::IndexTable::remove(const ObjectPtr& object)
{
    for (const std::string& value : index.valuesOf(*object)) {
        const auto found = objects.find(value);
        if (found == objects.end())
            continue;
        found->second.erase(object);
        if (found->second.empty())
            objects.erase(found);
    }
}

ObjectPtr ObjectCache::get(const ObjectKey& key) const
{
    MutexLock lock(m_mutex);
    const auto found = m_objects.find(key);
    return found == m_objects.end() ? nullptr : *found;
}

size_t ObjectCache::size() const
{
    MutexLock lock(m_mutex);
    return m_objects.size();
}

std::vector<ObjectPtr> ObjectCache::list() const
{
    MutexLock lock(m_mutex);
    return {m_objects.begin(), m_objects.end()};
}

std::vector<ObjectPtr> ObjectCache::list(std::string_view ns) const
{
    return list(ns, {});
}

std::vector<ObjectPtr> ObjectCache::list(std::string_view ns, const semantics::LabelSelector& labels) const
{
    MutexLock lock(m_mutex);
    std::vector<ObjectPtr> objects;
    for (auto it = m_objects.lower_bound(ObjectKey{std::string(ns), {}}); it != m_objects.end() && (*it)->ns() == ns;
         ++it)
        if (labels.isEverything() || labels.matches((*it)->labels()))
            objects.push_back(*it);
    return objects;
}

std::vector<ObjectPtr> ObjectCache::byIndex(std::string_view index, std::string_view value) const
{
    MutexLock lock(m_mutex);
    std::vector<ObjectPtr> objects;
    for (const IndexTable& table : m_indexes) {
        if (table.index.name != index)
            continue;
        if (const auto found = table.objects.find(std::string(value)); found != table.objects.end())
            objects.assign(found->second.begin(), found->second.end());
    }
    return objects;
}

void ObjectCache::addIndex(Index index)
{
    MutexLock lock(m_mutex);
    if (std::any_of(m_indexes.begin(), m_indexes.end(),
                    [&](const IndexTable& table) { return table.index.name == index.name; }))
        return;
    IndexTable& table = m_indexes.emplace_back();
    table.index = std::move(index);
    for (const ObjectPtr& object : m_objects)
        table.put(object);
}

ObjectPtr ObjectCache::put(ObjectPtr object)
{
    MutexLock lock(m_mutex);
    ObjectPtr before;
    auto place = m_objects.find(object->key());
    if (place != m_objects.end()) {
        before = *place;
        for (IndexTable& table : m_indexes)
            table.remove(before);
        place = m_objects.erase(place);
    }
    m_objects.insert(place, object);
    for (IndexTable& table : m_indexes)
        table.put(object);
    return before;
}

ObjectPtr ObjectCache::remove(const ObjectKey& key)
{
    MutexLock lock(m_mutex);
    const auto found = m_objects.find(key);
    if (found == m_objects.end())
        return nullptr;
    ObjectPtr before = *found;
    m_objects.erase(found);
    for (IndexTable& table : m_indexes)
        table.remove(before);
    return before;
}

} // namespace skiff::client
