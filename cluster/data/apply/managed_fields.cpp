#include "cluster/data/apply/managed_fields.h"

#include "cluster/data/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace skiff::data {

namespace {

constexpr std::string_view applyWord = "Apply";
constexpr std::string_view updateWord = "Update";

std::string quoted(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

std::string textOf(JsonSpan value)
{
    if (!value.isString() || !value.hasEscapes())
        return std::string(value.string());
    const auto parsed = parseJson(value.text());
    return parsed.ok() && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
}

FieldManager readManager(Node entry)
{
    return {std::string(entry["manager"].asString()), entry["operation"].asString() == applyWord,
            std::string(entry["apiVersion"].asString()), std::string(entry["subresource"].asString())};
}

Status checkEntry(Node entry, size_t index)
{
    const std::string_view operation = entry["operation"].asString();
    if (operation != applyWord && operation != updateWord)
        return {ErrorCode::InvalidArgument, "operation must be `Apply` or `Update`"};
    if (entry["apiVersion"].asString().empty())
        return {ErrorCode::InvalidArgument, "apiVersion must not be empty"};
    const std::string_view type = entry["fieldsType"].asString();
    if (type.empty())
        return {ErrorCode::InvalidArgument, fmt::format("missing fieldsType in managed fields entry {}", index)};
    if (type != "FieldsV1")
        return {ErrorCode::InvalidArgument,
                fmt::format("invalid fieldsType {} in managed fields entry {}", quoted(type), index)};
    return {};
}

void appendMember(std::string& out, std::string_view name, std::string_view text)
{
    if (text.empty())
        return;
    out.append(out.back() == '{' ? "\"" : ",\"").append(name).append("\":");
    appendJsonString(out, text);
}

} // namespace

bool FieldManager::is(const FieldManager& other) const
{
    return name == other.name && applies == other.applies && subresource == other.subresource &&
           (applies || apiVersion == other.apiVersion);
}

std::string FieldManager::describe() const
{
    std::string text = quoted(name);
    if (!subresource.empty())
        text += " with subresource " + quoted(subresource);
    if (!applies)
        text += " using " + apiVersion;
    return text;
}

std::string FieldManager::sortKey() const
{
    return fmt::format("{}\1{}\1{}\1{}", name, applies ? applyWord : updateWord, applies ? "" : apiVersion,
                       subresource);
}

const PathSet& ManagedFields::Entry::fields(PathPool& pool) const
{
    if (!m_fields) {
        const auto document = Document::parse(std::string(m_json.text()));
        auto fields = document.ok() ? readFieldsV1((*document)->root(), pool) : Result<PathSet>(PathSet());
        m_fields = fields.ok() ? std::move(fields).value() : PathSet();
    }
    return *m_fields;
}

void ManagedFields::Entry::setFields(PathSet fields)
{
    m_json = JsonSpan();
    m_fields = std::move(fields);
}

bool ManagedFields::Entry::meets(const PathSet& set) const
{
    return m_fields ? !PathSet::intersect(*m_fields, set).empty() : m_json && fieldsV1Meets(m_json, set);
}

bool ManagedFields::Entry::covers(const PathSet& set) const
{
    return m_fields ? m_fields->containsAll(set) : set.empty() || (m_json && fieldsV1Covers(m_json, set));
}

void ManagedFields::Entry::appendJson(std::string& out) const
{
    out += '{';
    appendMember(out, "manager", manager.name);
    appendMember(out, "operation", manager.applies ? applyWord : updateWord);
    appendMember(out, "apiVersion", manager.apiVersion);
    appendMember(out, "time", time);
    appendMember(out, "fieldsType", "FieldsV1");
    out += R"(,"fieldsV1":)";
    if (m_json)
        out += m_json.text();
    else
        appendFieldsV1(out, m_fields ? *m_fields : PathSet());
    appendMember(out, "subresource", manager.subresource);
    out += '}';
}

Result<ManagedFields> ManagedFields::fromJson(std::string_view json)
{
    ManagedFields result;
    if (json.empty())
        return result;
    if (!json.starts_with('['))
        return {ErrorCode::DataLoss, "stored managed fields cannot be read"};
    result.m_text = std::make_shared<const std::string>(json);
    JsonSpan(*result.m_text).forEachElement([&](JsonSpan each) {
        Entry& entry = result.m_entries.emplace_back();
        each.forEachMember([&entry](std::string_view name, JsonSpan value) {
            if (name == "manager")
                entry.manager.name = textOf(value);
            else if (name == "operation")
                entry.manager.applies = value.string() == applyWord;
            else if (name == "apiVersion")
                entry.manager.apiVersion = textOf(value);
            else if (name == "subresource")
                entry.manager.subresource = textOf(value);
            else if (name == "time")
                entry.time = textOf(value);
            else if (name == "fieldsV1")
                entry.m_json = value;
        });
    });
    return result;
}

Result<ManagedFields> ManagedFields::fromClient(const Value& entries, PathPool& pool)
{
    ManagedFields result;
    const auto document = Document::from(entries);
    size_t index = 0;
    for (const Node entry : document->root()) {
        SKIFF_TRY(checkEntry(entry, index++));
        SKIFF_TRY_ASSIGN(PathSet fields, readFieldsV1(entry["fieldsV1"], pool));
        Entry& own = result.obtain(readManager(entry));
        own.time = entry["time"].asString();
        own.setFields(std::move(fields));
    }
    return result;
}

ManagedFields::Entry* ManagedFields::find(const FieldManager& manager)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.manager.is(manager); });
    return found == m_entries.end() ? nullptr : &*found;
}

ManagedFields::Entry& ManagedFields::obtain(const FieldManager& manager)
{
    if (Entry* entry = find(manager))
        return *entry;
    Entry& entry = m_entries.emplace_back();
    entry.manager = manager;
    entry.setFields({});
    return entry;
}

void ManagedFields::removeEmpty(PathPool& pool)
{
    std::erase_if(m_entries, [&](const Entry& entry) { return !entry.m_json && entry.fields(pool).empty(); });
}

std::string ManagedFields::toJson()
{
    if (m_entries.empty())
        return {};
    std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
        const auto key = [](const Entry& entry) {
            return std::tie(entry.time, entry.manager.name, entry.manager.apiVersion, entry.manager.subresource);
        };
        return a.manager.applies != b.manager.applies ? a.manager.applies : key(a) < key(b);
    });
    std::string out;
    for (const Entry& entry : m_entries) {
        out += out.empty() ? '[' : ',';
        entry.appendJson(out);
    }
    return out + "]";
}

} // namespace skiff::data
