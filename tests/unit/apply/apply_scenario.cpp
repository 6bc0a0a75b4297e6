#include "tests/unit/apply/apply_scenario.h"

#include "cluster/api/defaults.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/codec.h"

#include <fmt/format.h>

#include <sstream>

namespace skiff::test {

namespace {

/// Objects of these tests have one version only, unless a scenario's managers say otherwise.
class OneVersion final : public data::ObjectVersions
{
public:
    const data::ObjectType* typeAt(std::string_view) const override { return nullptr; }
    data::Value convert(const data::Value& object, std::string_view) const override { return object; }
};

const OneVersion oneVersion;
constexpr std::string_view notByMain[] = {"status"};
constexpr std::string_view notByStatus[] = {"spec"};

std::string_view takeWord(std::string_view& rest)
{
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

data::Value decoded(const data::Value& object, const api::Resource& resource)
{
    auto result = data::decodeObject(object, *resource.type, {data::FieldValidation::Ignore});
    if (!result.ok())
        return {};
    api::applyDefaults(resource, result->value);
    return std::move(result->value);
}

} // namespace

std::string ApplyScenario::setKind(std::string_view apiVersion, std::string_view kind)
{
    const size_t slash = apiVersion.find('/');
    const std::string_view group = slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
    m_resource = api::findKind(group, apiVersion.substr(slash == std::string_view::npos ? 0 : slash + 1), kind);
    m_object = m_resource ? data::unsetObject(*m_resource->type) : data::Value();
    m_managed.clear();
    return m_resource ? "" : "  ! no such kind\n";
}

std::string ApplyScenario::show()
{
    data::Value shown = m_object;
    data::removeAt(shown, {"kind"});
    data::removeAt(shown, {"apiVersion"});
    std::string out = fmt::format("  = {}\n", data::toJson(shown));
    const auto managed = data::ManagedFields::fromJson(m_managed);
    if (!managed.ok())
        return "  ! " + managed.error().message + "\n";
    data::PathPool pool;
    for (const auto& entry : managed->entries())
        out += fmt::format("  {} {}{} {} {}\n", entry.manager.name, entry.manager.applies ? "Apply" : "Update",
                           entry.manager.subresource.empty() ? "" : "/" + entry.manager.subresource,
                           entry.time.empty() ? "-" : entry.time, data::toFieldsV1(entry.fields(pool)));
    return out;
}

std::string ApplyScenario::change(const data::FieldManager& manager, const data::Value& object, bool isNew)
{
    data::Value next = decoded(object, *m_resource);
    auto managed = data::ManagedFields::fromJson(m_managed).value();
    data::PathPool pool;
    const auto ignored = manager.subresource.empty() ? std::span(notByMain) : std::span(notByStatus);
    if (isNew || !managed.entries().empty())
        data::trackChange(m_object, next, managed,
                          {manager, *m_resource->type, oneVersion, fmt::format("t{:02}", m_steps), ignored}, pool);
    m_object = std::move(next);
    m_managed = managed.toJson();
    return show();
}

std::string ApplyScenario::apply(const data::FieldManager& manager, const data::Value& configuration, bool force)
{
    if (const Status fits = data::checkConfiguration(configuration, *m_resource->type); !fits.ok())
        return "  ! " + fits.error().message + "\n";
    auto managed = data::ManagedFields::fromJson(m_managed).value();
    data::PathPool pool;
    auto applied = data::applyConfiguration(
        m_object, configuration, managed,
        {manager, *m_resource->type, oneVersion, fmt::format("t{:02}", m_steps), notByMain}, force, pool);
    std::string refused;
    for (const data::FieldConflict& conflict : applied.conflicts)
        refused += fmt::format("  ! conflict with {}: {}\n", conflict.manager.describe(), conflict.path);
    if (!refused.empty())
        return refused;
    data::Value next = applied.object ? decoded(*applied.object, *m_resource) : m_object;
    const bool same = applied.ownership != data::OwnershipChange::Owners && data::equal(next, m_object);
    if (same)
        return "  nothing changes\n" + show();
    m_managed = managed.toJson();
    m_object = std::move(next);
    return show();
}

std::string ApplyScenario::run(std::string_view line)
{
    const std::string_view word = takeWord(line);
    if (word == "kind") {
        const std::string_view apiVersion = takeWord(line);
        return setKind(apiVersion, line);
    }
    if (!m_resource)
        return "  ! no kind\n";
    ++m_steps;
    if (word == "forget") {
        m_managed.clear();
        return show();
    }
    data::FieldManager manager{std::string(takeWord(line)), word == "apply" || word == "force",
                               m_resource->apiVersion(), word == "status" ? "status" : ""};
    auto object = data::parseJson(line);
    if (!object.ok() || !object->is_object())
        return "  ! no object\n";
    object->as_object()["apiVersion"] = m_resource->apiVersion();
    object->as_object()["kind"] = m_resource->kind;
    if (manager.applies)
        return apply(manager, *object, word == "force");
    return change(manager, *object, word == "create");
}

std::string runScenarios(const std::string& text)
{
    std::istringstream in(text);
    std::string out;
    std::string line;
    ApplyScenario scenario;
    while (std::getline(in, line)) {
        if (line.starts_with("  "))
            continue; // what became of it last time
        out += line + "\n";
        if (line.starts_with('#'))
            scenario = {};
        else if (!line.empty())
            out += scenario.run(line);
    }
    return out;
}

} // namespace skiff::test
