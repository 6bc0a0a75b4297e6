#include "cluster/apiserver/crd/custom_strategy.h"

#include "cluster/api/custom/check.h"

namespace skiff::apiserver {

namespace {

/// True when anything but `ignored` and metadata differs.
bool differs(const data::Object& a, const data::Object& b, std::string_view ignored)
{
    const auto counts = [&](std::string_view key) {
        return key != "metadata" && key != ignored;
    };
    for (const auto& member : a) {
        const data::Value* other = b.if_contains(member.key());
        if (counts(member.key()) && (!other || !data::equal(member.value(), *other)))
            return true;
    }
    for (const auto& member : b)
        if (counts(member.key()) && !a.contains(member.key()))
            return true;
    return false;
}

void copyStatus(data::Value& to, const data::Value& from)
{
    if (const data::Value* status = data::find(from, {"status"}))
        to.as_object()["status"] = *status;
    else if (auto it = to.as_object().find("status"); it != to.as_object().end())
        to.as_object().stable_erase(it);
}

} // namespace

void CustomStrategy::prepareForCreate(data::Value& object, const WriteCall&) const
{
    if (hasStatus())
        copyStatus(object, data::Value(data::Object()));
    data::ensureObject(object, {"metadata"})["generation"] = 1;
}

void CustomStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall&) const
{
    if (hasStatus())
        copyStatus(object, old);
    const int64_t generation = data::intAt(old, {"metadata", "generation"});
    const bool changed = differs(object.as_object(), old.as_object(), hasStatus() ? "status" : "metadata");
    data::ensureObject(object, {"metadata"})["generation"] = changed ? generation + 1 : generation;
}

/// Unlike built-in kinds, custom ones take nothing but the status.
void CustomStrategy::prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall&) const
{
    data::Value next = old;
    copyStatus(next, object);
    object = std::move(next);
}

Causes CustomStrategy::check(const data::Value& object, const data::Value* old) const
{
    Causes causes;
    for (api::custom::Problem& each : api::custom::check(object, m_version.schema, old))
        causes.push_back({std::move(each.reason), std::move(each.message), std::move(each.field)});
    return causes;
}

Causes CustomStrategy::validateNew(const data::Value& object, const WriteCall&) const
{
    return check(object, nullptr);
}

Causes CustomStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall&) const
{
    return check(object, &old);
}

} // namespace skiff::apiserver
