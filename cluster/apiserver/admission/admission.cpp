#include "cluster/apiserver/admission/admission.h"

namespace skiff::apiserver {

Checked AdmissionChain::admit(AdmissionRequest request) const
{
    for (const auto& plugin : m_plugins)
        SKIFF_TRY(plugin->admit(request));
    return Done{};
}

} // namespace skiff::apiserver
