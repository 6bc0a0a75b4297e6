#include "cluster/apiserver/admission/admission.h"

namespace skiff::apiserver {

Checked AdmissionChain::admit(AdmissionRequest request) const
{
    for (const auto& plugin : m_plugins)
        SKIFF_TRY(plugin->admit(request));
    return Done{};
}

ObjectPtr findNow(const ServedResource& served, const std::string& key, store::Store& store)
{
    if (ObjectPtr object = served.cache.find(key))
        return object;
    auto entry = store.get(key);
    if (!entry.ok() || !*entry)
        return nullptr;
    auto object = StoredObject::make(served.storage, std::move(**entry));
    return object.ok() ? std::move(object).value() : nullptr;
}

} // namespace skiff::apiserver
