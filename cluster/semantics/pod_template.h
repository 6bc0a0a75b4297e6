#pragma once

#include "cluster/data/document.h"

#include <cstdint>
#include <optional>
#include <string>

namespace skiff::semantics {

inline constexpr std::string_view podTemplateHashLabel = "pod-template-hash";

/// A pod template as text that is the same for templates that mean the same: members sorted, nulls and
/// empty objects and lists left out, without the label pod-template-hash.
std::string canonicalPodTemplate(data::Node podTemplate);

/// Ten characters that name a template, without vowels or look-alikes so that no words come out.
/// The collision count makes another name for the same template.
std::string podTemplateHash(std::string_view canonicalTemplate, int64_t collisionCount);

} // namespace skiff::semantics
