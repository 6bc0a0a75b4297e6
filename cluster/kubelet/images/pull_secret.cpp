#include "cluster/kubelet/images/pull_secret.h"

#include "cluster/data/base64.h"
#include "cluster/kubelet/images/image_policy.h"

namespace skiff::kubelet {

Result<std::vector<runtime::RegistryAuth>> pullSecretCredentials(data::Node secret, std::string_view image)
{
    const bool isConfig = secret["type"].asString() == "kubernetes.io/dockerconfigjson";
    const data::Node encoded = secret["data"][isConfig ? ".dockerconfigjson" : ".dockercfg"];
    SKIFF_TRY_ASSIGN(std::string text, data::fromBase64(encoded.asString()));
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::move(text)));
    const data::Node registries = isConfig ? document->root()["auths"] : document->root();
    std::vector<runtime::RegistryAuth> credentials;
    for (auto member = registries.begin(); member != registries.end(); ++member) {
        if (!credentialsMatch(member.key(), image))
            continue;
        const data::Node entry = *member;
        runtime::RegistryAuth auth;
        auth.username = entry["username"].asString();
        auth.password = entry["password"].asString();
        auth.identityToken = entry["identitytoken"].asString();
        auth.registryToken = entry["registrytoken"].asString();
        const auto pair = data::fromBase64(entry["auth"].asString());
        if (auth.username.empty() && pair.ok() && pair->find(':') != std::string::npos) {
            auth.username = pair->substr(0, pair->find(':'));
            auth.password = pair->substr(pair->find(':') + 1);
        }
        credentials.push_back(std::move(auth));
    }
    return credentials;
}

} // namespace skiff::kubelet
