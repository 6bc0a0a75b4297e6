#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/data/type_schema.h"
#include "cluster/data/value.h"
#include "cluster/net/http.h"

namespace skiff::apiserver {

/// A patch as a client sent it: read once, applied to each state it meets. Immutable; any thread.
class PatchBody
{
public:
    /// 415 for formats that are not offered, 400 for a body that cannot be read. Custom kinds offer no strategic patches.
    static Outcome<PatchBody> read(const net::Request& request, bool offersStrategic = true);

    /// True when the patch may change or look at metadata.managedFields, which documents come without otherwise.
    bool reachesManagedFields() const;

    /// True when the patch does nothing to the member `key` of the document itself.
    bool leavesAlone(std::string_view key) const;

    /// The patched document; 422 or 500 in Kubernetes' words when the patch does not fit it.
    Outcome<data::Value> apply(data::Value document, const data::ObjectType& type) const;

private:
    enum class Format { Json, Merge, Strategic };
    PatchBody(Format format, data::Value patch) : m_format(format), m_patch(std::move(patch)) {}

    Format m_format;
    data::Value m_patch;
};

} // namespace skiff::apiserver
