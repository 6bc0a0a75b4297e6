#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// Secret: stringData becomes data.
class SecretStrategy final : public Strategy
{
public:
    void internalize(data::Value& object) const override;
};

} // namespace skiff::apiserver
