#pragma once

#include "app/model/health.h"
#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <QString>

#include <string_view>
#include <vector>

namespace skiff::model {

/// One line of a details page: "Node" → "n1".
struct Fact
{
    QString label;
    QString value;
    Health health = Health::None;
};

/// A group of facts under a heading; the first group has none.
struct FactGroup
{
    QString title;
    std::vector<Fact> facts;
};

/// A condition as a row: what, since when, why.
struct ConditionRow
{
    QString type;
    QString status;
    QString reason;
    QString message;
    QString age;
    Health health = Health::None;
};

/// What the details page shows of one object. Made from its JSON; plain values.
struct ObjectDetails
{
    QString kind;
    QString nameSpace;
    QString name;
    QString uid;
    std::vector<FactGroup> groups;
    std::vector<ConditionRow> conditions;
    std::vector<QString> containers;  ///< names, init containers first: whose logs can be read
};

/// InvalidArgument when `json` is no object.
Result<ObjectDetails> decodeDetails(std::string_view json, WallTime now);

} // namespace skiff::model
