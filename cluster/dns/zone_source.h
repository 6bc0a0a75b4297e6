#pragma once

#include "cluster/base/executor.h"
#include "cluster/base/mutex.h"
#include "cluster/client/informer_factory.h"
#include "cluster/dns/zone.h"

#include <memory>
#include <string>
#include <vector>

namespace skiff::dns {

/// Follows services, endpoint slices and namespaces and keeps the Zone made of them. Changes that
/// come together make one new zone. Works on the informers' executor; zone() may be called by any thread.
class ZoneSource
{
public:
    ZoneSource(client::InformerFactory& informers, std::string domain);

    /// Subscribes; the informers must be started by their owner.
    void start();
    /// The tables of the moment; nullptr until the first lists have come.
    std::shared_ptr<const Zone> zone() const;

private:
    void changed();
    void rebuild();

    client::InformerFactory& m_informers;
    client::Informer& m_services;
    client::Informer& m_slices;
    client::Informer& m_namespaces;
    const std::string m_domain;
    std::vector<client::Subscription> m_subscriptions;
    Timer m_rebuild;
    bool m_pending = false;
    uint32_t m_serial = 0;

    mutable Mutex m_mutex;
    std::shared_ptr<const Zone> m_zone SKIFF_GUARDED_BY(m_mutex);
};

} // namespace skiff::dns
