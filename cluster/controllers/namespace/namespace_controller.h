#pragma once

#include "cluster/base/backoff.h"
#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/key_loop.h"
#include "cluster/controllers/namespace/namespace_plan.h"

#include <map>

namespace skiff::controllers {

/// Empties namespaces that are being deleted and lets them go. What a namespace may hold is asked of the built-in
/// resources, and each time of the kinds that CustomResourceDefinitions add. Identity: namespace-controller.
class NamespaceController final : public Controller
{
public:
    explicit NamespaceController(const ControllerContext& context);
    void start() override;

private:
    struct Pass;

    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void addCustomKinds(Pass& pass, data::Node definitions) const;
    void count(const std::shared_ptr<Pass>& pass);
    void empty(const std::shared_ptr<Pass>& pass);
    void finalize(const std::shared_ptr<Pass>& pass);
    Outcome lookAgain(const client::ObjectKey& key);

    client::InformerFactory& m_informers;
    const Clock& m_clock;
    client::Informer& m_namespaces;
    Caller m_caller;
    std::vector<const api::Resource*> m_resources;
    std::map<client::ObjectKey, Backoff> m_looks; ///< of namespaces that wait for their contents to go
    KeyLoop m_loop;
    client::Subscription m_subscription;
};

} // namespace skiff::controllers
