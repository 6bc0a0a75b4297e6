#include "cluster/controllers/framework/controller.h"

#include <string>

namespace skiff::controllers {

client::Client& ControllerContext::clientOf(std::string_view controller) const
{
    return clientFor(std::string("system:serviceaccount:kube-system:").append(controller));
}

} // namespace skiff::controllers
