#pragma once

#include "cluster/apiserver/tables/cells.h"

namespace skiff::apiserver {

// One function for each kind whose columns are its own; the files are registry/<group>/*_cells.cpp.

void writePodCells(data::Node pod, Cells& cells);
void writePodTemplateCells(data::Node object, Cells& cells);
void writeReplicationControllerCells(data::Node object, Cells& cells);
void writeServiceCells(data::Node service, Cells& cells);
void writeEndpointsCells(data::Node endpoints, Cells& cells);
void writeNodeCells(data::Node node, Cells& cells);
void writeEventCells(data::Node event, Cells& cells);
void writeNamespaceCells(data::Node object, Cells& cells);
void writeSecretCells(data::Node object, Cells& cells);
void writeServiceAccountCells(data::Node object, Cells& cells);
void writeConfigMapCells(data::Node object, Cells& cells);
void writeComponentStatusCells(data::Node object, Cells& cells);
void writeResourceQuotaCells(data::Node object, Cells& cells);
void writePersistentVolumeCells(data::Node object, Cells& cells);
void writePersistentVolumeClaimCells(data::Node object, Cells& cells);

void writeDeploymentCells(data::Node object, Cells& cells);
void writeReplicaSetCells(data::Node object, Cells& cells);
void writeDaemonSetCells(data::Node object, Cells& cells);
void writeStatefulSetCells(data::Node object, Cells& cells);
void writeControllerRevisionCells(data::Node object, Cells& cells);
void writeScaleCells(data::Node object, Cells& cells);

void writePodDisruptionBudgetCells(data::Node budget, Cells& cells);

void writeRoleBindingCells(data::Node object, Cells& cells);
void writeLeaseCells(data::Node object, Cells& cells);
void writeEndpointSliceCells(data::Node object, Cells& cells);

} // namespace skiff::apiserver
