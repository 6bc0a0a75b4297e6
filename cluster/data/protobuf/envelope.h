#pragma once

#include "cluster/base/result.h"

#include <string>
#include <string_view>

namespace skiff::data {

/// What Kubernetes puts around an object in protobuf: its kind, which the object's own message lacks.
struct Envelope
{
    std::string_view apiVersion;
    std::string_view kind;
    std::string_view raw; ///< the object's message
};

/// True when `bytes` begin as an envelope does.
bool isEnvelope(std::string_view bytes);

/// Opens an envelope; the views are into `bytes`. InvalidArgument for malformed input, Unsupported when the
/// object inside is compressed or no protobuf.
Result<Envelope> openEnvelope(std::string_view bytes);

std::string sealEnvelope(const Envelope& envelope);

/// What stands before and behind a message in its envelope.
struct EnvelopeEnds
{
    std::string before;
    std::string behind;
};
/// The same around a message of `rawSize` bytes that is written elsewhere; `envelope.raw` is not looked at.
EnvelopeEnds envelopeAround(const Envelope& envelope, size_t rawSize);

} // namespace skiff::data
