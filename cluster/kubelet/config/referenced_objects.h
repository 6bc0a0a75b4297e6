#pragma once

#include "cluster/base/result.h"
#include "cluster/data/document.h"

#include <map>
#include <memory>
#include <string>

namespace skiff::kubelet {

/// The ConfigMaps and Secrets that pods of this node refer to. Blocking: the first question after
/// one object may wait for the API server; worker threads only.
class ReferencedObjects
{
public:
    virtual ~ReferencedObjects() = default;
    /// NotFound with Kubernetes' words (configmap "x" not found) when it does not exist.
    virtual Result<std::shared_ptr<const data::Document>> configMap(const std::string& namespaceName,
                                                                    const std::string& name) = 0;
    virtual Result<std::shared_ptr<const data::Document>> secret(const std::string& namespaceName,
                                                                 const std::string& name) = 0;
};

/// The bytes under each key of a ConfigMap (data, binaryData) or a Secret (data). DataLoss for broken base64.
Result<std::map<std::string, std::string>> configMapPayload(data::Node configMap);
Result<std::map<std::string, std::string>> secretPayload(data::Node secret);

} // namespace skiff::kubelet
