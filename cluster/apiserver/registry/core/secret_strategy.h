#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Secret: stringData becomes data.
class SecretStrategy final : public Strategy
{
public:
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

} // namespace skiff::apiserver
