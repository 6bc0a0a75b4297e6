#pragma once

#include "cluster/dns/zone.h"

namespace skiff::test {

/// default/web with a cluster IP, default/db headless with two pods, default/out an external name.
inline dns::Zone sampleZone()
{
    const dns::ServicePort http{"http", "tcp", 80};
    const dns::ServicePort sql{"sql", "tcp", 5432};
    return dns::Zone("cluster.local",
                     {{.nameSpace = "default", .name = "web", .clusterAddresses = {"10.96.0.20"}, .ports = {http}},
                      {.nameSpace = "default",
                       .name = "db",
                       .ports = {sql},
                       .endpoints = {{"10.244.0.7", "db-0", {sql}}, {"10.244.0.8", "", {sql}}}},
                      {.nameSpace = "default", .name = "out", .externalName = "example.org"}},
                     {"default", "empty"}, 7);
}

} // namespace skiff::test
