#pragma once

#include "cluster/net/duplex.h"
#include "cluster/net/http.h"

#include <functional>
#include <memory>

namespace skiff::net {

/// Joins two upgraded connections: what one brings goes to the other, and one that closes closes
/// the other. No more is read than is sent on, so memory stays small however slow a peer is.
void splice(const std::shared_ptr<ByteStream>& one, const std::shared_ptr<ByteStream>& other);

/// The same for streams whose ways end one by one. `otherEnded` (may be empty) is called once when
/// `other` brings nothing any more.
void splice(const std::shared_ptr<Duplex>& one, const std::shared_ptr<Duplex>& other, std::function<void()> otherEnded);

} // namespace skiff::net
