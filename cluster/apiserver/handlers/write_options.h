#pragma once

#include "cluster/apiserver/query.h"
#include "cluster/apiserver/registry/strategy.h"
#include "cluster/data/codec.h"

namespace skiff::apiserver {

using data::FieldValidation;

/// metav1.CreateOptions, UpdateOptions and PatchOptions, which say the same.
struct WriteOptions
{
    bool dryRun = false;
    FieldValidation fieldValidation = FieldValidation::Warn;
    std::string fieldManager;
    bool force = false;                  ///< take over fields of other appliers; only with apply
};

/// `kind` names the options in refusals: "CreateOptions".
Outcome<WriteOptions> readWriteOptions(const Query& query, std::string_view kind);

/// metav1.PatchOptions: apply needs a fieldManager, the others know no force.
Outcome<WriteOptions> readPatchOptions(const Query& query, bool applies);

/// metav1.DeleteOptions from the body, if there is one, else from the query.
Outcome<DeleteWish> readDeleteWish(const Query& query, const data::Value& body);

} // namespace skiff::apiserver
