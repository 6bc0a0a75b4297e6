#pragma once

#include "cluster/apiserver/pipeline.h"

namespace skiff::apiserver {

/// Gives the request its audit id and reads what it is about.
class RequestInfoFilter final : public Filter
{
public:
    Step apply(const ContextPtr& request) override;
};

} // namespace skiff::apiserver
