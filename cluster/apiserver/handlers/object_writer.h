#pragma once

#include "cluster/apiserver/handlers/target.h"

#include <functional>

namespace skiff::apiserver {

/// What shall become of an object.
struct Change
{
    enum class Kind
    {
        Keep,     ///< nothing is written
        Write,
        Delete,
    };
    Kind kind = Kind::Keep;
    data::Value object;                  ///< for Write, and for Delete the state to answer with (may be null)
    std::string managedFields = {};      ///< JSON for metadata.managedFields; empty: what `object` says
    bool differs = false;                ///< from the present object: known, need not be found out
};

/// What became of it.
struct Written
{
    ObjectPtr object;                    ///< the state to answer with; never nullptr
    bool created = false;
    bool deleted = false;
    ObjectPtr previous = nullptr;        ///< what stood there before; nullptr for created
};

/// Computes a change from the present object (nullptr: there is none). Called on the compute
/// pool, again with the newer object when another writer came first; must not have effects.
using ChangeFunction = std::function<Outcome<Change>(const ObjectPtr& current)>;
using WrittenFunction = std::function<void(Outcome<Written>)>;

/// How a change is carried through.
struct WriteMode
{
    bool dryRun = false;
    int tries = 5;                       ///< then 409
};

/// Creates the object of `change` at `key`; AlreadyExists (409) when it is there. `done` runs on the
/// store's thread, or here for a dry run.
void createObject(const ApiCall& call, const std::string& key, Change change, bool dryRun, WrittenFunction done);

/// Reads, changes, compares and writes `key` until it worked. Starts on the calling thread, which
/// should be the pool's; `done` runs there or on the store's thread.
void changeObject(const ApiCall& call, const std::string& key, ChangeFunction change, WriteMode mode, WrittenFunction done);

} // namespace skiff::apiserver
