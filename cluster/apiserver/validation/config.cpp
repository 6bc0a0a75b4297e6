#include "cluster/apiserver/validation/config.h"

#include "cluster/apiserver/validation/names.h"
#include "cluster/data/base64.h"

#include <initializer_list>

namespace skiff::apiserver::validation {

namespace {

constexpr size_t mostBytes = 1024 * 1024;

/// How many bytes base64 stands for.
size_t decodedSize(std::string_view text)
{
    size_t size = text.size() / 4 * 3;
    while (text.ends_with('=')) {
        text.remove_suffix(1);
        --size;
    }
    return size;
}

void checkKeys(const Field& map)
{
    for (const auto& [key, value] : map.members()) {
        for (const std::string& each : configKey(key))
            value.invalid(quote(key), each);
    }
}

void checkImmutable(const Field& object, const Field* old, std::initializer_list<const char*> members)
{
    if (!old || !(*old)["immutable"].isTrue())
        return;
    if (!object["immutable"].isTrue())
        object["immutable"].forbidden("field is immutable when `immutable` is set");
    for (const char* each : members) {
        const Field before = (*old)[each];
        if (!object[each].equals(before) && object[each].size() + before.size() > 0)
            object[each].forbidden("field is immutable when `immutable` is set");
    }
}

void requireKeys(const Field& data, std::initializer_list<const char*> keys)
{
    for (const char* each : keys) {
        if (!data.key(each))
            data.key(each).required();
    }
}

/// A registry's login is JSON inside.
void checkJsonKey(const Field& data, const char* key)
{
    const Field field = data.key(key);
    if (!field)
        return field.required();
    const auto bytes = data::fromBase64(field.text());
    if (!bytes || !data::parseJson(*bytes))
        field.invalid("\"<secret contents redacted>\"", "invalid character looking for beginning of value");
}

void checkSecretType(const Field& object)
{
    const std::string_view type = object["type"].text();
    const Field data = object["data"];
    if (type == "kubernetes.io/service-account-token") {
        const Field name = object["metadata"]["annotations"].key("kubernetes.io/service-account.name");
        if (name.text().empty())
            name.required();
    } else if (type == "kubernetes.io/dockercfg") {
        checkJsonKey(data, ".dockercfg");
    } else if (type == "kubernetes.io/dockerconfigjson") {
        checkJsonKey(data, ".dockerconfigjson");
    } else if (type == "kubernetes.io/basic-auth") {
        if (!data.key("username") && !data.key("password"))
            requireKeys(data, {"username", "password"});
    } else if (type == "kubernetes.io/ssh-auth") {
        if (data.key("ssh-privatekey").text().empty())
            data.key("ssh-privatekey").required();
    } else if (type == "kubernetes.io/tls") {
        requireKeys(data, {"tls.crt", "tls.key"});
    }
}

} // namespace

void checkConfigMap(const Field& object, const Field* old)
{
    size_t bytes = 0;
    const Field texts = object["data"];
    const Field binary = object["binaryData"];
    checkKeys(texts);
    for (const auto& [key, value] : texts.members()) {
        if (binary.key(key))
            value.invalid(quote(key), "duplicate of key present in binaryData");
        bytes += value.text().size();
    }
    checkKeys(binary);
    for (const auto& [key, value] : binary.members())
        bytes += decodedSize(value.text());
    if (bytes > mostBytes)
        object.tooLong(mostBytes);
    checkImmutable(object, old, {"data", "binaryData"});
}

void checkSecret(const Field& object, const Field* old)
{
    const Field data = object["data"];
    checkKeys(data);
    size_t bytes = 0;
    for (const auto& [key, value] : data.members())
        bytes += decodedSize(value.text());
    if (bytes > mostBytes)
        data.tooLong(mostBytes);
    checkSecretType(object);
    if (old && !object["type"].equals((*old)["type"]))
        object["type"].invalid("field is immutable");
    checkImmutable(object, old, {"data"});
}

} // namespace skiff::apiserver::validation
