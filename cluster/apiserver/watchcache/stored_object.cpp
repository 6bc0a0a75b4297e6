#include "cluster/apiserver/watchcache/stored_object.h"

#include "cluster/api/custom/custom_kind.h"
#include "cluster/data/json_spans.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <iterator>
#include <span>

namespace skiff::apiserver {

namespace {

/// More field labels than any resource has.
constexpr size_t maximumFields = 24;

/// The order in which metadata is kept; what is not named follows.
constexpr std::array<std::string_view, 8> metadataOrder = {
    "name", "generateName", "namespace", "uid", "generation", "creationTimestamp", "deletionTimestamp",
    "deletionGracePeriodSeconds"};

data::Object inOrder(data::Object& metadata)
{
    data::Object ordered(metadata.storage());
    ordered.reserve(metadata.size());
    for (const std::string_view key : metadataOrder)
        if (auto* member = metadata.if_contains(key); member && !member->is_null())
            ordered.emplace(key, std::move(*member));
    for (auto& member : metadata)
        if (member.key() != "resourceVersion" && !member.value().is_null() && !ordered.contains(member.key()))
            ordered.emplace(member.key(), std::move(member.value()));
    return ordered;
}

/// What an absent boolean or number reads as in a field selector.
std::string_view absentField(std::string_view label)
{
    if (label == "spec.hostNetwork" || label == "spec.unschedulable")
        return "false";
    if (label == "status.replicas" || label == "status.successful")
        return "0";
    return {};
}

/// A field to be found: what is left of its path, and where its value goes.
struct WantedField
{
    std::string_view path;
    data::JsonSpan* value;
};

/// Finds those of `wanted` that are at or below the member `key` in one pass over its value.
void findFieldsIn(std::string_view key, data::JsonSpan value, std::span<const WantedField> wanted)
{
    std::array<WantedField, maximumFields> below;
    size_t count = 0;
    for (const WantedField& field : wanted) {
        if (!field.path.starts_with(key))
            continue;
        if (field.path.size() == key.size())
            *field.value = value;
        else if (field.path[key.size()] == '.')
            below[count++] = {field.path.substr(key.size() + 1), field.value};
    }
    if (count > 0)
        value.forEachMember([&](std::string_view inner, data::JsonSpan innerValue) {
            findFieldsIn(inner, innerValue, {below.data(), count});
        });
}

/// Bytes of a custom object may be older than its schema: what it drops and fills in is done when they are read.
store::Bytes refreshed(const api::custom::Version& version, store::Bytes bytes)
{
    const auto arena = data::makeArena(bytes->size());
    auto object = data::parseJson(std::string_view(*bytes).substr(1), arena);
    if (!object.ok() || !object->is_object() || !api::custom::CustomKind::refresh(*object, version))
        return bytes;
    return StoredObject::encode(std::move(object).value());
}

} // namespace

ObjectHead ObjectHead::of(std::string_view kind, std::string_view apiVersion)
{
    return {fmt::format(R"({{"kind":"{}","apiVersion":"{}",)", kind, apiVersion)};
}

store::Bytes StoredObject::encode(data::Value object, std::string_view managedFields)
{
    data::Object& from = object.as_object();
    data::Object none(from.storage());
    auto* given = from.if_contains("metadata");
    data::Object metadata = inOrder(given && given->is_object() ? given->as_object() : none);
    if (!managedFields.empty())
        metadata.erase("managedFields");
    data::Value body(from.storage());
    data::Object& to = body.emplace_object();
    to.reserve(from.size());
    for (auto& member : from)
        if (member.key() != "metadata" && member.key() != "kind" && member.key() != "apiVersion")
            to.emplace(member.key(), std::move(member.value()));

    const std::string head = data::toJson(data::Value(std::move(metadata)));
    const std::string rest = data::toJson(body);
    std::string text; // kept as long as the object: without room to grow
    text.reserve(head.size() + managedFields.size() + rest.size() + 40);
    text.append(1, schemaLevel).append(R"({"metadata":)").append(head);
    if (!managedFields.empty()) {
        text.pop_back();
        text.append(head.size() > 2 ? "," : "").append(R"("managedFields":)").append(managedFields).append("}");
    }
    text.append(rest.size() > 2 ? "," : "").append(rest, 1);
    return std::make_shared<const std::string>(std::move(text));
}

Result<ObjectPtr> StoredObject::make(const api::Resource& resource, store::Entry entry)
{
    if (!entry.value || entry.value->size() < 2 || !std::string_view(*entry.value).substr(1).starts_with(R"({"metadata":{)"))
        return Error{ErrorCode::DataLoss, fmt::format("stored object {} cannot be read", entry.key)};
    if (entry.value->front() > schemaLevel)
        return Error{ErrorCode::Unsupported,
                     fmt::format("stored object {} was written by a newer version (level {}, known {})", entry.key,
                                 entry.value->front(), schemaLevel)};
    if (const api::custom::Version* version = api::custom::versionOf(resource))
        entry.value = refreshed(*version, std::move(entry.value));
    const std::shared_ptr<StoredObject> object(new StoredObject);
    object->m_entry = std::move(entry);
    object->index(resource);
    return ObjectPtr(object);
}

ObjectPtr StoredObject::at(store::Revision revision) const
{
    // Every view is into the shared bytes or into m_unescaped: a copy keeps both alive.
    const std::shared_ptr<StoredObject> copy(new StoredObject(*this));
    copy->m_entry.revision = revision;
    return copy;
}

void StoredObject::indexMetadata(std::string_view metadata)
{
    m_metadata = metadata;
    m_versionPlace = size_t(metadata.data() - json().data()) + 1;
    data::JsonSpan(metadata).forEachMember([this](std::string_view key, data::JsonSpan value) {
        const size_t end = size_t(value.text().data() - json().data()) + value.text().size();
        if (key == "name") {
            m_name = value.string();
            m_versionPlace = std::max(m_versionPlace, end);
        } else if (key == "namespace") {
            m_namespace = value.string();
        } else if (key == "uid") {
            m_uid = value.string();
            m_versionPlace = std::max(m_versionPlace, end);
        } else if (key == "managedFields") {
            m_managedFields = value.text();
        } else if (key == "labels") {
            value.forEachMember([this](std::string_view name, data::JsonSpan label) {
                m_labels.emplace_back(name, label.string());
            });
        }
    });
}

/// Looks at every byte as seldom as it can: thousands of objects are indexed when the server starts.
void StoredObject::index(const api::Resource& resource)
{
    assert(resource.fieldLabels.size() <= maximumFields);
    std::array<data::JsonSpan, maximumFields> values;
    std::array<WantedField, maximumFields> wanted;
    const size_t count = resource.fieldLabels.size();
    for (size_t i = 0; i < count; ++i)
        wanted[i] = {resource.fieldLabels[i].path, &values[i]};
    data::JsonSpan(json()).forEachMember([&](std::string_view key, data::JsonSpan value) {
        if (key == "metadata")
            indexMetadata(value.text());
        findFieldsIn(key, value, {wanted.data(), count});
    });
    indexFields(resource, values);
}

void StoredObject::indexFields(const api::Resource& resource, std::span<const data::JsonSpan> values)
{
    m_fields.reserve(resource.fieldLabels.size());
    for (size_t i = 0; i < resource.fieldLabels.size(); ++i) {
        const api::FieldLabel& label = resource.fieldLabels[i];
        const data::JsonSpan value = values[i];
        if (!value || value.text() == "null") {
            m_fields.push_back(absentField(label.label));
        } else if (!value.isString()) {
            m_fields.push_back(value.text());
        } else if (!value.hasEscapes()) {
            m_fields.push_back(value.string());
        } else {
            if (!m_unescaped)
                m_unescaped = std::make_shared<std::deque<std::string>>();
            const auto parsed = data::parseJson(value.text());
            m_unescaped->emplace_back(parsed.ok() && parsed->is_string() ? std::string(parsed->as_string().c_str())
                                                                         : std::string(value.string()));
            m_fields.push_back(m_unescaped->back());
        }
    }
}

StoredObject::Cut StoredObject::cut(std::string_view text) const
{
    const size_t place = m_versionPlace - size_t(text.data() - json().data());
    return {text.substr(0, place), text.substr(place)};
}

void StoredObject::appendVersion(std::string& out) const
{
    if (m_entry.revision.value == 0)
        return; // a dry run: nothing was stored
    const bool first = json()[m_versionPlace - 1] == '{';
    const bool last = json()[m_versionPlace] == '}';
    fmt::format_to(std::back_inserter(out), R"({}"resourceVersion":"{}"{})", first ? "" : ",", m_entry.revision.value,
                   first && !last ? "," : "");
}

/// Appends `text`, a part of json() behind the name, perhaps without managedFields.
void StoredObject::appendOwned(std::string& out, std::string_view text, Owners owners) const
{
    constexpr std::string_view member = R"(,"managedFields":)";
    const bool present = owners == Owners::LeftOut && !m_managedFields.empty();
    const size_t begin = present ? size_t(m_managedFields.data() - text.data()) - member.size() : 0;
    // encode() puts them behind the name, so that there is a comma.
    if (!present || text[begin] != ',') {
        out += text;
        return;
    }
    out += text.substr(0, begin);
    out += text.substr(begin + member.size() + m_managedFields.size());
}

void StoredObject::appendJson(std::string& out, const ObjectHead* head, Owners owners) const
{
    const auto [before, behind] = jsonCut();
    const size_t left = owners == Owners::Shown ? 0 : m_managedFields.size();
    out.reserve(out.size() + json().size() - left + 96);
    out += head ? std::string_view(head->text) : std::string_view("{");
    out += before.substr(1);
    appendVersion(out);
    appendOwned(out, behind, owners);
}

void StoredObject::appendParts(net::Buffers& out, const ObjectHead* head) const
{
    const auto [before, behind] = jsonCut();
    std::string version;
    appendVersion(version);
    out.push_back(net::SharedBytes::literal(head ? std::string_view(head->text) : std::string_view("{")));
    out.push_back({bytes(), before.substr(1)});
    out.push_back(net::SharedBytes::of(std::move(version)));
    out.push_back({bytes(), behind});
}

void StoredObject::appendMetadata(std::string& out, Owners owners) const
{
    const auto [before, behind] = metadataCut();
    out += before;
    appendVersion(out);
    appendOwned(out, behind, owners);
}

data::Value StoredObject::toValue(std::string_view kind, std::string_view apiVersion, Owners owners) const
{
    std::string text;
    const ObjectHead head = ObjectHead::of(kind, apiVersion);
    appendJson(text, &head, owners);
    // make() has looked at these bytes and encode() wrote them: they parse.
    data::Value value = data::parseJson(text, data::makeArena(text.size())).value();
    if (owners == Owners::LeftOut)
        data::removeAt(value, {"metadata", "managedFields"}); // if they are still there
    return value;
}

} // namespace skiff::apiserver
