// Anything a client may send as an object. What decodes once must decode again to the same.
#include "cluster/api/defaults.h"
#include "cluster/data/codec.h"
#include "cluster/data/protobuf/message.h"

#include <array>
#include <cstdint>
#include <cstdlib>

using namespace skiff;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// What is stored can be sent as protobuf, and means the same again when it comes back.
void encode(data::Value object, const api::Resource& resource)
{
    const auto read = data::decodeMessage(data::encodeMessage(object, *resource.type), *resource.type);
    require(read.ok());
    auto again = data::decodeObject(*read, *resource.type, {data::FieldValidation::Strict, true});
    require(again.ok());
    api::applyDefaults(resource, again->value);
    for (const char* said : {"kind", "apiVersion"}) // by the envelope
        data::removeAt(object, {said});
    require(data::equal(again->value, object));
}

void decode(const data::Document& document, const api::Resource& resource)
{
    auto decoded = data::decodeObject(document.root(), *resource.type);
    if (!decoded.ok())
        return;
    api::applyDefaults(resource, decoded->value);
    auto again = data::decodeObject(decoded->value, *resource.type, {data::FieldValidation::Strict, true});
    require(again.ok());
    api::applyDefaults(resource, again->value);
    require(data::equal(decoded->value, again->value));
    encode(decoded->value, resource);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    static const std::array resources{api::findResource("", "v1", "pods"),
                                      api::findResource("", "v1", "services"),
                                      api::findResource("", "v1", "secrets"),
                                      api::findResource("", "v1", "limitranges"),
                                      api::findResource("apps", "v1", "deployments"),
                                      api::findResource("apps", "v1", "statefulsets"),
                                      api::findResource("rbac.authorization.k8s.io", "v1", "rolebindings")};
    if (size == 0)
        return 0;
    const auto document = data::Document::parse(std::string(reinterpret_cast<const char*>(bytes) + 1, size - 1));
    if (!document.ok())
        return 0;
    const data::Value tree = document.value()->root().toValue();
    require(data::equal(data::Document::from(tree)->root().toValue(), tree));
    decode(*document.value(), *resources[bytes[0] % resources.size()]);
    return 0;
}
