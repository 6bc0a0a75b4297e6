#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// ConfigMap: cannot change once it is immutable.
class ConfigMapStrategy : public Strategy
{
public:
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

/// Secret: stringData becomes data; the type is fixed; immutable as a ConfigMap.
class SecretStrategy final : public ConfigMapStrategy
{
public:
    void prepareForCreate(data::Value& object, const WriteCall& call) const override;
    void prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const override;
    Causes validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const override;
};

} // namespace skiff::apiserver
