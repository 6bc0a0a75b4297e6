#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/auth/user.h"
#include "cluster/apiserver/status_error.h"
#include "cluster/base/clock.h"
#include "cluster/data/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver {

/// The circumstances of one write, for the rules of a kind.
struct WriteCall
{
    const api::Resource& resource;
    const auth::User& user;
    WallTime now;
    std::string_view nameSpace;
    std::string_view name;               ///< as in the path; empty for create
    std::string_view subresource;
    bool dryRun = false;
    std::vector<std::string>& warnings;  ///< shown to the client
    std::string manager;                 ///< who comes to own what it sets
};

using Causes = std::vector<StatusCause>;

/// What a client asked of a deletion (metav1.DeleteOptions).
struct DeleteWish
{
    std::optional<int64_t> gracePeriodSeconds;
    std::string propagationPolicy;       ///< "Foreground", "Background", "Orphan" or empty
    std::optional<bool> orphanDependents;
    std::string preconditionUid;
    std::string preconditionResourceVersion;
    bool dryRun = false;
};

/// The rules of one kind that its schema cannot say. The base class is what most kinds want.
///
/// Stateless or with state that guards itself; one instance serves all requests on any thread.
/// Objects are of the storage version, defaulted.
class Strategy
{
public:
    virtual ~Strategy() = default;

    /// PUT to a name that does not exist creates it.
    virtual bool createsOnUpdate() const { return false; }
    /// PUT without resourceVersion is accepted.
    virtual bool updatesUnconditionally() const { return true; }
    /// metadata.generation is kept and counts changes of what the user wants.
    virtual bool hasGeneration() const { return false; }
    /// DELETE answers with the object instead of a Status.
    virtual bool returnsDeleted() const { return false; }

    /// Moves what clients write in a form that is not kept (a Secret's stringData) to where it is kept.
    virtual void internalize(data::Value& object) const;

    /// Puts a new object in its first state: status cleared, ...
    virtual void prepareForCreate(data::Value& object, const WriteCall& call) const;
    /// Keeps of `old` what an update of the main resource may not change.
    virtual void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const;
    /// Keeps of `old` what a write to /status may not change: all but status and some metadata.
    virtual void prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const;

    /// What is wrong with a new object, besides the rules of validation/.
    virtual Causes validateNew(const data::Value& object, const WriteCall& call) const;
    /// What an update may not change, besides the rules of validation/.
    virtual Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const;

    /// claim() and release() do something for this kind.
    virtual bool holdsClaims() const { return false; }
    /// Takes what must be unique in the cluster (addresses, ports) before the object is stored;
    /// `old` is nullptr for create. May wait for the store: called on the compute pool.
    virtual Checked claim(data::Value& object, const data::Value* old, const WriteCall& call) const;
    /// Gives back what `object` holds and `kept` (may be nullptr) does not.
    virtual void release(const data::Value& object, const data::Value* kept) const;

    /// Seconds between the wish to delete and the end; nothing: the kind knows no grace.
    virtual std::optional<int64_t> gracePeriod(const data::Value& object, const DeleteWish& wish) const;
    /// Marks what deletion means besides its timestamp (a namespace is Terminating). May add finalizers.
    virtual void markDeleted(data::Value& object) const;
    /// More than finalizers keeps the object although its deletion is due (a namespace's spec.finalizers).
    virtual bool holdsDeletion(const data::Value& object) const;
};

} // namespace skiff::apiserver
