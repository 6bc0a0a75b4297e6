#pragma once

#include "cluster/apiserver/registry/strategy.h"

namespace skiff::apiserver {

/// What differs between kinds that need no code of their own.
struct BasicRules
{
    bool createsOnUpdate = false;
    bool updatesUnconditionally = true;
    bool hasGeneration = false;
    bool returnsDeleted = false;
};

/// The strategy of kinds whose rules are a few yes and no.
class BasicStrategy : public Strategy
{
public:
    explicit BasicStrategy(BasicRules rules) : m_rules(rules) {}
    bool createsOnUpdate() const override { return m_rules.createsOnUpdate; }
    bool updatesUnconditionally() const override { return m_rules.updatesUnconditionally; }
    bool hasGeneration() const override { return m_rules.hasGeneration; }
    bool returnsDeleted() const override { return m_rules.returnsDeleted; }

private:
    BasicRules m_rules;
};

} // namespace skiff::apiserver
