#include "cluster/api/resource.h"
#include "cluster/data/protobuf/envelope.h"
#include "cluster/data/protobuf/message.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace skiff;

/// Bytes that a client sends as protobuf: what can be read can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(bytes), size);
    const auto envelope = data::openEnvelope(body);
    for (const char* name : {"core.v1.Pod", "apps.v1.Deployment", "core.v1.Secret"}) {
        const data::ObjectType* type = api::findType(name);
        const auto value = data::decodeMessage(envelope ? envelope->raw : body, *type);
        if (!value)
            continue;
        const auto again = data::decodeMessage(data::encodeMessage(*value, *type), *type);
        if (!again || !data::equal(*again, *value))
            std::abort();
    }
    return 0;
}
