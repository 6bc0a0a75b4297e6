#include "cluster/data/protobuf/envelope.h"

#include "cluster/data/protobuf/wire.h"

#include <fmt/format.h>

namespace skiff::data {

namespace {

using protobuf::Tag;
using protobuf::WireReader;
using protobuf::WireType;
using protobuf::WireWriter;

constexpr std::string_view magic{"k8s\0", 4};
constexpr std::string_view protobufType = "application/vnd.kubernetes.protobuf";

/// Numbers in runtime.Unknown and runtime.TypeMeta.
enum UnknownField : uint32_t
{
    TypeMetaNumber = 1,
    RawNumber = 2,
    EncodingNumber = 3,
    ContentTypeNumber = 4
};
enum TypeMetaField : uint32_t
{
    ApiVersionNumber = 1,
    KindNumber = 2
};

Status readTypeMeta(std::string_view bytes, Envelope& envelope)
{
    WireReader reader(bytes);
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        if (tag.wire != WireType::Length || (tag.number != ApiVersionNumber && tag.number != KindNumber)) {
            SKIFF_TRY(reader.skip(tag));
            continue;
        }
        SKIFF_TRY_ASSIGN(const std::string_view text, reader.bytes());
        (tag.number == ApiVersionNumber ? envelope.apiVersion : envelope.kind) = text;
    }
    return {};
}

} // namespace

bool isEnvelope(std::string_view bytes)
{
    return bytes.starts_with(magic);
}

Result<Envelope> openEnvelope(std::string_view bytes)
{
    if (!isEnvelope(bytes)) {
        return Error{ErrorCode::InvalidArgument,
                     "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"};
    }
    Envelope envelope;
    WireReader reader(bytes.substr(magic.size()));
    while (!reader.atEnd()) {
        SKIFF_TRY_ASSIGN(const Tag tag, reader.tag());
        if (tag.wire != WireType::Length) {
            SKIFF_TRY(reader.skip(tag));
            continue;
        }
        SKIFF_TRY_ASSIGN(const std::string_view value, reader.bytes());
        if (tag.number == TypeMetaNumber)
            SKIFF_TRY(readTypeMeta(value, envelope));
        else if (tag.number == RawNumber)
            envelope.raw = value;
        else if (tag.number == EncodingNumber && !value.empty())
            return Error{ErrorCode::Unsupported, fmt::format("protobuf content encoding \"{}\"", value)};
        else if (tag.number == ContentTypeNumber && !value.empty() && value != protobufType)
            return Error{ErrorCode::Unsupported, fmt::format("protobuf envelope around \"{}\"", value)};
    }
    return envelope;
}

EnvelopeEnds envelopeAround(const Envelope& envelope, size_t rawSize)
{
    WireWriter typeMeta;
    typeMeta.bytes(ApiVersionNumber, envelope.apiVersion);
    typeMeta.bytes(KindNumber, envelope.kind);
    WireWriter before;
    before.bytes(TypeMetaNumber, typeMeta.take());
    before.beginBytes(RawNumber, rawSize);
    WireWriter behind;
    behind.bytes(EncodingNumber, {});
    behind.bytes(ContentTypeNumber, {});
    return {std::string(magic) + before.take(), behind.take()};
}

std::string sealEnvelope(const Envelope& envelope)
{
    EnvelopeEnds ends = envelopeAround(envelope, envelope.raw.size());
    ends.before.reserve(ends.before.size() + envelope.raw.size() + ends.behind.size());
    return std::move(ends.before.append(envelope.raw).append(ends.behind));
}

} // namespace skiff::data
