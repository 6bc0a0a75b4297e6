#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Namespace: stays Terminating until its own finalizers (spec) are gone through /finalize.
class NamespaceStrategy final : public Strategy
{
public:
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    void markDeleted(data::Value& object) const override;
    bool holdsDeletion(const data::Value& object) const override;
};

} // namespace skiff::apiserver
