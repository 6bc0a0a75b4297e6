#pragma once

#include "cluster/client/resource_ref.h"
#include "cluster/data/document.h"

#include <memory>
#include <string>
#include <string_view>

namespace skiff::client {

class Object;
using ObjectPtr = std::shared_ptr<const Object>;

/// One object of the API as it was read, never changed: a flat document with its key at hand.
/// Shared by all listeners of an informer. Any thread.
class Object
{
public:
    /// InvalidArgument when `text` is no JSON object with metadata.name.
    static Result<ObjectPtr> parse(std::string text);
    static Result<ObjectPtr> from(std::shared_ptr<const data::Document> document);

    data::Node root() const { return m_document->root(); }
    data::Node operator[](std::string_view key) const { return root()[key]; }
    const std::shared_ptr<const data::Document>& document() const { return m_document; }

    const ObjectKey& key() const { return m_key; }
    const std::string& ns() const { return m_key.ns; }
    const std::string& name() const { return m_key.name; }
    data::Node metadata() const { return m_metadata; }
    std::string_view uid() const { return m_metadata["uid"].asString(); }
    std::string_view resourceVersion() const { return m_metadata["resourceVersion"].asString(); }
    data::Node labels() const { return m_metadata["labels"]; }
    std::string_view annotation(std::string_view key) const { return m_metadata["annotations"][key].asString(); }
    int64_t generation() const { return m_metadata["generation"].asInt().value_or(0); }
    bool isBeingDeleted() const { return m_metadata["deletionTimestamp"].isString(); }
    /// The owner reference with controller=true, or nothing.
    data::Node controllerRef() const;

private:
    explicit Object(std::shared_ptr<const data::Document> document);

    std::shared_ptr<const data::Document> m_document;
    data::Node m_metadata;
    ObjectKey m_key;
};

/// Resource versions of one server in order: true when `a` is the same or newer. Text that is no
/// number (another server's) counts as newer, so that nobody waits for ever.
bool isSameOrNewer(std::string_view a, std::string_view b);

} // namespace skiff::client
