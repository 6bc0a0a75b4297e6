#include "cluster/apiserver/handlers/patch_body.h"

#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/data/patch/json_patch.h"
#include "cluster/data/patch/merge_patch.h"
#include "cluster/data/patch/strategic_merge_patch.h"

#include <fmt/format.h>

#include <algorithm>

namespace skiff::apiserver {

namespace {

constexpr std::string_view offeredFormats =
    "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, "
    "application/apply-patch+yaml";
constexpr std::string_view offeredForCustomKinds =
    "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
constexpr size_t maxOperations = 10'000;

StatusError rejected()
{
    StatusError error;
    error.code = 422;
    error.reason = "Invalid";
    error.message = "the server rejected our request due to an error in our request";
    error.details = true;
    return error;
}

StatusError tooManyOperations(size_t count)
{
    StatusError error;
    error.code = 413;
    error.reason = "RequestEntityTooLarge";
    error.message = fmt::format("Request entity is too large: The allowed maximum operations in a JSON patch is {}, got {}",
                                maxOperations, count);
    return error;
}

} // namespace

Outcome<PatchBody> PatchBody::read(const net::Request& request, bool offersStrategic)
{
    std::string_view type = request.headers.get("Content-Type");
    type = type.substr(0, type.find(';'));
    Format format;
    if (type == "application/json-patch+json")
        format = Format::Json;
    else if (type == "application/merge-patch+json")
        format = Format::Merge;
    else if (type == "application/strategic-merge-patch+json" && offersStrategic)
        format = Format::Strategic;
    else
        return unsupportedBody(offersStrategic ? offeredFormats : offeredForCustomKinds);
    SKIFF_TRY_ASSIGN(data::Value patch, readPlainBody(request.body));
    if (format == Format::Json && patch.is_array() && patch.as_array().size() > maxOperations)
        return tooManyOperations(patch.as_array().size());
    return PatchBody(format, std::move(patch));
}

bool PatchBody::reachesManagedFields() const
{
    if (m_format != Format::Json)
        return data::find(m_patch, {"metadata", "managedFields"}) != nullptr;
    const data::Array* operations = m_patch.if_array();
    return operations && std::any_of(operations->begin(), operations->end(), [](const data::Value& operation) {
        for (const std::string_view member : {"path", "from"}) {
            const std::string_view path = data::stringAt(operation, {member});
            if (path.starts_with("/metadata/managedFields") || path == "/metadata" ||
                (path.empty() && data::find(operation, {member})))
                return true;
        }
        return false;
    });
}

bool PatchBody::leavesAlone(std::string_view key) const
{
    const data::Object* patch = m_format == Format::Json ? nullptr : m_patch.if_object();
    if (!patch || patch->contains(key))
        return false;
    // A directive speaks of the whole document, or of a member whose name is in its own.
    return std::none_of(patch->begin(), patch->end(), [](const auto& member) { return member.key().starts_with('$'); });
}

Outcome<data::Value> PatchBody::apply(data::Value document, const data::ObjectType& type) const
{
    switch (m_format) {
    case Format::Json: {
        auto patched = data::applyJsonPatch(std::move(document), m_patch);
        if (!patched.ok())
            return patched.error().code == ErrorCode::InvalidArgument ? badRequest(patched.error().message) : rejected();
        return std::move(patched).value();
    }
    case Format::Merge: {
        auto patched = data::applyMergePatch(std::move(document), m_patch);
        if (!patched.ok())
            return badRequest(patched.error().message);
        return std::move(patched).value();
    }
    case Format::Strategic: break;
    }
    auto patched = data::applyStrategicMergePatch(std::move(document), m_patch, type);
    if (!patched.ok())
        return patched.error().code == ErrorCode::Internal ? plainError(patched.error().message)
                                                           : badRequest(patched.error().message);
    return std::move(patched).value();
}

} // namespace skiff::apiserver
