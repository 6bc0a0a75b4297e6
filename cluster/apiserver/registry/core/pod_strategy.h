#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Pod: starts Pending, little of its spec can change, ends after its grace period.
class PodStrategy final : public Strategy
{
public:
    bool hasGeneration() const override { return true; }
    bool returnsDeleted() const override { return true; }
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    void prepareForStatusUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    std::optional<int64_t> gracePeriod(const data::Value& object, const DeleteWish& wish) const override;
};

} // namespace skiff::apiserver
