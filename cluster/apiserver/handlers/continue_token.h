#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/store/store.h"

#include <string>
#include <string_view>

namespace skiff::apiserver {

/// Where the next page of a list starts: a snapshot and the last key that was sent, without the
/// resource's prefix. Opaque to clients; the form is Kubernetes' own.
struct ContinueToken
{
    store::Revision revision;
    std::string after;

    std::string encode() const;
    static Outcome<ContinueToken> decode(std::string_view text);
};

} // namespace skiff::apiserver
