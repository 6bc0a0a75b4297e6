#include "cluster/apiserver/registry/strategy.h"

#include <fmt/format.h>

#include <array>

namespace skiff::apiserver {

namespace {

void copyMember(data::Object& to, const data::Object& from, std::string_view key)
{
    if (const auto* value = from.if_contains(key))
        to[key] = *value;
    else
        to.erase(key);
}

bool sameMember(const data::Object& a, const data::Object& b, std::string_view key)
{
    const auto* left = a.if_contains(key);
    const auto* right = b.if_contains(key);
    return left && right ? data::equal(*left, *right) : left == right;
}

/// True when something besides metadata and status differs.
bool wishDiffers(const data::Object& a, const data::Object& b)
{
    for (const auto& member : a)
        if (member.key() != "metadata" && member.key() != "status" && !sameMember(a, b, member.key()))
            return true;
    for (const auto& member : b)
        if (member.key() != "metadata" && member.key() != "status" && !a.contains(member.key()))
            return true;
    return false;
}

bool hasStatus(const WriteCall& call)
{
    return call.resource.findSubresource("status") != nullptr;
}

} // namespace

void Strategy::internalize(data::Value&) const
{
}

void Strategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    if (hasStatus(call))
        object.as_object().erase("status");
    if (hasGeneration())
        data::ensureObject(object, {"metadata"})["generation"] = 1;
}

void Strategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    if (hasStatus(call))
        copyMember(object.as_object(), old.as_object(), "status");
    if (!hasGeneration())
        return;
    const int64_t generation = data::intAt(old, {"metadata", "generation"});
    data::ensureObject(object, {"metadata"})["generation"] =
        wishDiffers(object.as_object(), old.as_object()) ? generation + 1 : generation;
}

void Strategy::prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall&) const
{
    constexpr std::array<std::string_view, 3> writable = {"labels", "annotations", "finalizers"};
    data::Value next = old;
    copyMember(next.as_object(), object.as_object(), "status");
    data::Object& metadata = data::ensureObject(next, {"metadata"});
    const data::Object& given = data::ensureObject(object, {"metadata"});
    for (const std::string_view key : writable)
        copyMember(metadata, given, key);
    object = std::move(next);
}

Causes Strategy::validateNew(const data::Value&, const WriteCall&) const
{
    return {};
}

Causes Strategy::validateUpdate(const data::Value&, const data::Value&, const WriteCall&) const
{
    return {};
}

Checked Strategy::claim(data::Value&, const data::Value*, const WriteCall&) const
{
    return Done{};
}

void Strategy::release(const data::Value&, const data::Value*) const
{
}

std::optional<int64_t> Strategy::gracePeriod(const data::Value&, const DeleteWish&) const
{
    return std::nullopt;
}

void Strategy::markDeleted(data::Value&) const
{
}

bool Strategy::holdsDeletion(const data::Value&) const
{
    return false;
}

} // namespace skiff::apiserver
