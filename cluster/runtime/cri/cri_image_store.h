#pragma once

#include "cluster/runtime/cri/cri_client.h"
#include "cluster/runtime/runtime.h"

#include <memory>

namespace skiff::runtime::cri {

/// The runtime's images by the Container Runtime Interface v1. Blocks its callers; any thread.
class CriImageStore final : public ImageStore
{
public:
    explicit CriImageStore(std::shared_ptr<CriClient> client) : m_client(std::move(client)) {}

    Result<std::vector<Image>> listImages(const CallLimit& limit) override;
    Result<std::optional<Image>> imageStatus(const std::string& reference, const CallLimit& limit) override;
    Result<std::string> pullImage(const std::string& reference, const std::optional<RegistryAuth>& auth,
                                  const SandboxConfig& sandbox, const CallLimit& limit) override;
    Status removeImage(const std::string& reference, const CallLimit& limit) override;

private:
    Result<data::Value> call(std::string_view method, const data::Value& request, const CallLimit& limit);

    std::shared_ptr<CriClient> m_client;
};

} // namespace skiff::runtime::cri
