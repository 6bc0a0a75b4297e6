#pragma once

#include "cluster/data/type_schema.h"

#include <optional>
#include <string_view>

namespace skiff::apiserver {

/// The shape and encoding of an answer, as the client's Accept asked for it.
struct Representation
{
    enum class Shape { Object, Metadata, Table };
    enum class Encoding { Json, Yaml, Protobuf };
    enum class IncludeObject { None, Metadata, Object };   ///< what table rows carry

    Shape shape = Shape::Object;
    Encoding encoding = Encoding::Json;
    bool beta = false;                 ///< meta.k8s.io/v1beta1 for Table and metadata
    bool pretty = false;
    IncludeObject includeObject = IncludeObject::Metadata;
    const data::ObjectType* message = nullptr; ///< what a protobuf answer is a message of
    bool managedFields = true;         ///< false for components that never read them, by a parameter of our own

    std::string_view metaVersion() const { return beta ? "meta.k8s.io/v1beta1" : "meta.k8s.io/v1"; }
    /// The Content-Type of the answer.
    std::string_view contentType() const;
    bool operator==(const Representation&) const = default;
};

/// Which shapes an endpoint offers besides plain objects.
struct OfferedShapes
{
    bool table = false;
    std::string_view metadata = {};    ///< "PartialObjectMetadata", "PartialObjectMetadataList" or empty
    const data::ObjectType* message = nullptr; ///< of plain answers in protobuf; nullptr: there is no protobuf
};

/// What is offered at all, for 406 texts.
std::string_view offeredMediaTypes(const OfferedShapes& offered);

/// The Content-Type of objects in protobuf.
inline constexpr std::string_view protobufMediaType = "application/vnd.kubernetes.protobuf";

/// The first offered representation in the order of the client's wishes; nothing: 406.
std::optional<Representation> negotiate(std::string_view accept, const OfferedShapes& offered);

/// True for clients that show bytes to people (curl, browsers).
bool isForPeople(std::string_view userAgent);

} // namespace skiff::apiserver
