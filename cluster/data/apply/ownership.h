#pragma once

#include "cluster/data/apply/managed_fields.h"
#include "cluster/data/type_schema.h"

#include <span>

namespace skiff::data {

/// The versions that objects of one resource can be written in. Stateless; any thread.
class ObjectVersions
{
public:
    virtual ~ObjectVersions() = default;
    /// The type of the resource's objects at `apiVersion`, or nullptr when there is no such version (any more).
    virtual const ObjectType* typeAt(std::string_view apiVersion) const = 0;
    /// `object`, which says its own apiVersion, at another one that typeAt() knows.
    virtual Value convert(const Value& object, std::string_view apiVersion) const = 0;
};

/// The circumstances of one change.
struct OwnershipCall
{
    FieldManager manager;   ///< who makes it; its apiVersion is that of the objects given
    const ObjectType& type; ///< of the objects at that version
    const ObjectVersions& versions;
    std::string time; ///< now, RFC 3339
    /// Dotted paths that this way of writing does not reach ("status"): nobody comes to own them by it.
    std::span<const std::string_view> ignored;
};

/// What became of the entries.
enum class OwnershipChange
{
    None,
    Times, ///< the manager changed only what it owned already
    Owners,
};

/// Notes in `managed` that a create, update or patch turned `before` into `after`: what it set is the manager's alone,
/// what it removed is nobody's. Keeps at most ten managers that do not apply; older ones become one.
OwnershipChange trackChange(const Value& before, const Value& after, ManagedFields& managed, const OwnershipCall& call,
                            PathPool& pool);

/// An object of `type` in which nobody has set anything: what trackChange() compares a new object with.
Value unsetObject(const ObjectType& type);

/// A field that the applier wants otherwise than its owner.
struct FieldConflict
{
    FieldManager manager;
    std::string path;
};

struct Applied
{
    std::optional<Value> object; ///< nothing when the configuration changes nothing, or on conflicts
    OwnershipChange ownership = OwnershipChange::None;
    std::vector<FieldConflict> conflicts; ///< when there are any, nothing was done
};

/// Applies a configuration that checkConfiguration() passed: merges it into `live`, takes out what this manager applied
/// before, gave up and nobody else owns, and makes it an owner of all that it names. With `force` it takes fields over
/// from others. Objects of kubectl's client-side apply are taken over without force where they are as that left them.
/// See https://kubernetes.io/docs/reference/using-api/server-side-apply/
Applied applyConfiguration(const Value& live, const Value& configuration, ManagedFields& managed,
                           const OwnershipCall& call, bool force, PathPool& pool);

} // namespace skiff::data
