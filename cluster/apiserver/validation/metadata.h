#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/validation/field.h"

namespace skiff::apiserver::validation {

/// metadata of a new object: the name in the kind's syntax, labels, annotations, owners, finalizers.
void checkMetadata(const api::Resource& resource, const Field& metadata);

/// metadata of a change: what may not change, and the same of labels, annotations, owners and finalizers.
void checkMetadataUpdate(const Field& metadata, const Field& old);

/// A map of label keys to values, wherever labels are written.
void checkLabels(const Field& labels);

/// metav1.LabelSelector.
void checkLabelSelector(const Field& selector);

} // namespace skiff::apiserver::validation
