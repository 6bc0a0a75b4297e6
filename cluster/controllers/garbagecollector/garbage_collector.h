#pragma once

#include "cluster/controllers/framework/caller.h"
#include "cluster/controllers/framework/controller.h"
#include "cluster/controllers/framework/custom_kind.h"
#include "cluster/controllers/framework/key_loop.h"
#include "cluster/controllers/garbagecollector/garbage_plan.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace skiff::controllers {

/// Deletes what has lost its owners, and sees foreground and orphaning deletions through. Follows the metadata of
/// all built-in resources and of the kinds that CustomResourceDefinitions add. Identity: generic-garbage-collector. Made last of all controllers, so that it
/// shares their informers.
class GarbageCollector final : public Controller
{
public:
    explicit GarbageCollector(const ControllerContext& context);
    void start() override;

private:
    struct Pass;

    void follow(const client::ResourceRef& resource);
    client::Subscription listen(client::Informer& informer, const client::ResourceRef& resource);
    void followDefinitions();
    void followCustom(const client::ObjectPtr& definition);
    void addCustom(const std::string& crd, data::Node definition);
    void forgetCustom(const std::string& definition);
    std::optional<client::ResourceRef> resourceOf(const OwnerReference& owner) const;
    void look(const std::vector<std::string>& uids);
    void reconcile(const client::ObjectKey& key, const Finish& finish);
    void ask(const OwnerGraph::Node& node, const std::vector<OwnerReference>& owners, const client::ObjectKey& key,
             const Finish& finish);
    client::ApiRequest dropOwners(const OwnerGraph::Node& node, const std::vector<std::string>& owners) const;
    client::ApiRequest dropFinalizer(const OwnerGraph::Node& node, std::string_view finalizer) const;
    OwnerPresence presenceOf(const OwnerReference& owner) const;

    /// A kind that came at run time.
    struct Custom
    {
        std::string uid; ///< of its definition
        std::shared_ptr<const CustomKind> kind;
        std::unique_ptr<client::Informer> informer;
        client::Subscription subscription;
    };

    const ControllerContext m_context;
    client::Client& m_client;
    client::InformerFactory& m_informers;
    std::map<std::string, Custom> m_customs;   ///< by the definition's name
    std::map<client::ResourceRef, std::shared_ptr<const CustomKind>> m_kinds; ///< of all times: the graph points to their text
    std::vector<client::Informer*> m_followed;
    Caller m_caller;
    OwnerGraph m_graph;
    std::set<std::string> m_absent;  ///< uids that are known to be gone; they never come back
    std::set<std::string> m_present; ///< uids that exist though the graph has not shown them yet
    KeyLoop m_loop;                  ///< keys are uids
    std::vector<client::Subscription> m_subscriptions;
};

} // namespace skiff::controllers
