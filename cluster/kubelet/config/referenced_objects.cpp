#include "cluster/kubelet/config/referenced_objects.h"

#include "cluster/data/base64.h"

#include <fmt/format.h>

namespace skiff::kubelet {

namespace {

Status addDecoded(data::Node object, std::map<std::string, std::string>& payload)
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        auto bytes = data::fromBase64((*member).asString());
        if (!bytes.ok())
            return Error{ErrorCode::DataLoss, fmt::format("key {}: {}", member.key(), bytes.error().message)};
        payload[std::string(member.key())] = std::move(*bytes);
    }
    return {};
}

} // namespace

Result<std::map<std::string, std::string>> configMapPayload(data::Node configMap)
{
    std::map<std::string, std::string> payload;
    const data::Node texts = configMap["data"];
    for (auto member = texts.begin(); member != texts.end(); ++member)
        payload[std::string(member.key())] = (*member).asString();
    SKIFF_TRY(addDecoded(configMap["binaryData"], payload));
    return payload;
}

Result<std::map<std::string, std::string>> secretPayload(data::Node secret)
{
    std::map<std::string, std::string> payload;
    SKIFF_TRY(addDecoded(secret["data"], payload));
    return payload;
}

} // namespace skiff::kubelet
