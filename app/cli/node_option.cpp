#include "app/cli/node_option.h"

namespace skiff::cli {

void addNodeOption(Options& options)
{
    options.add({QStringLiteral("node")}, QStringLiteral("Which node (default: the one with the control plane)."),
                QStringLiteral("NODE"));
}

Result<machine::NodeRecord> chosenNode(const Options& options, const machine::Profile& profile)
{
    if (!options.has(QStringLiteral("node")))
        return profile.controlPlane();
    SKIFF_TRY_ASSIGN(const size_t index, profile.indexOf(options.value(QStringLiteral("node")).toStdString()));
    return profile.nodes[index];
}

} // namespace skiff::cli
