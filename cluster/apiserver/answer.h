#pragma once

#include "cluster/apiserver/negotiation.h"
#include "cluster/apiserver/request_context.h"

namespace skiff::apiserver {

/// What the request's Accept, ?pretty, ?includeObject and User-Agent ask for; nothing after the
/// request was refused (406, 400).
std::optional<Representation> representationFor(const ContextPtr& request, const OfferedShapes& offered);

/// Answers with what a view wrote for `wanted`: JSON, turned into YAML or indented when it says so, or protobuf.
/// Packed when it is large and the client can unpack it.
void answerView(const ContextPtr& request, int status, net::Buffers body, const Representation& wanted,
                net::Headers headers = {});
/// The same for a document that is JSON whatever `wanted` says: turned into protobuf, too.
void answerJson(const ContextPtr& request, int status, net::Buffers json, const Representation& wanted,
                net::Headers headers = {});
void answerJson(const ContextPtr& request, int status, std::string json, const Representation& wanted = {});
void answerText(const ContextPtr& request, int status, std::string text);
/// "404 page not found", as paths outside of the API get it.
void answerNoPage(const ContextPtr& request);

} // namespace skiff::apiserver
