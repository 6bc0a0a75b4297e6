#include "cluster/runtime/cri/cri_image_store.h"

#include "cluster/runtime/cri/container_messages.h"
#include "cluster/runtime/cri/sandbox_messages.h"

#include <algorithm>
#include <array>

namespace skiff::runtime::cri {

namespace {

data::Value withImage(const std::string& reference)
{
    return data::Object{{"image", data::Object{{"image", reference}}}};
}

/// containerd reports most failed pulls as Unknown; what the registry said is in the words.
Error explained(Error error)
{
    constexpr std::array<std::string_view, 4> refusals{"401 Unauthorized", "403 Forbidden", "insufficient_scope",
                                                       "authorization failed"};
    const auto says = [&](std::string_view words) {
        return error.message.find(words) != std::string::npos;
    };
    if (error.code != ErrorCode::Internal)
        return error;
    if (std::any_of(refusals.begin(), refusals.end(), says))
        error.code = ErrorCode::PermissionDenied;
    else if (says(": not found") || says("404 Not Found"))
        error.code = ErrorCode::NotFound;
    return error;
}

} // namespace

Result<data::Value> CriImageStore::call(std::string_view method, const data::Value& request, const CallLimit& limit)
{
    return m_client->call("ImageService", method, request, limit);
}

Result<std::vector<Image>> CriImageStore::listImages(const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ListImages", data::Object(), limit));
    std::vector<Image> images;
    for (const data::Value& item : listAt(response, "images"))
        images.push_back(readImage(item));
    return images;
}

Result<std::optional<Image>> CriImageStore::imageStatus(const std::string& reference, const CallLimit& limit)
{
    SKIFF_TRY_ASSIGN(const data::Value response, call("ImageStatus", withImage(reference), limit));
    const data::Value* image = data::find(response, {"image"});
    return image ? std::optional(readImage(*image)) : std::nullopt;
}

Result<std::string> CriImageStore::pullImage(const std::string& reference, const std::optional<RegistryAuth>& auth,
                                             const SandboxConfig& sandbox, const CallLimit& limit)
{
    data::Object request{{"image", data::Object{{"image", reference}}}, {"sandbox_config", toMessage(sandbox)}};
    if (auth)
        request["auth"] = toMessage(*auth);
    const Result<data::Value> response = call("PullImage", request, limit);
    if (!response.ok())
        return explained(response.error());
    return std::string(data::stringAt(*response, {"image_ref"}));
}

Status CriImageStore::removeImage(const std::string& reference, const CallLimit& limit)
{
    const Result<data::Value> response = call("RemoveImage", withImage(reference), limit);
    if (!response.ok() && response.error().code != ErrorCode::NotFound)
        return response.error();
    return {};
}

} // namespace skiff::runtime::cri
