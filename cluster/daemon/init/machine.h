#pragma once

#include "cluster/daemon/init/node_file.h"
#include "cluster/daemon/init/supervisor.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the first stage tells the second: in the environment, ms of uptime for "kernel root", and a
 * note about the data disk. */
#define MACHINE_TIMES "SKIFF_MACHINE"
#define MACHINE_NOTE "SKIFF_MACHINE_NOTE"

/* Milliseconds since the kernel began. */
long machineUptimeMs(void);

/* The port of the virtual machine with this name, opened without blocking, or -1. */
int machineOpenPort(const char* name);

/* What only a machine needs before its services: modules, the network of /etc/skiff/network, the
 * kernel settings that need a module, links in /dev. Modules that no service waits for are loaded
 * by a process of their own. */
void machineConfigure(const struct NodeFile* file, char* warning, unsigned long size);

/* Adds the shell that serves the host to what is supervised. */
void machineAddShell(struct NodeFile* file);

/* Tells what happened before the services, and has `supervisor` watch the power button and once a
 * minute the clock, which stands still while the machine is paused. */
void machineWatch(struct Supervisor* supervisor, const char* warning);

/* Everything has ended: unmounts and switches the machine off. */
void machineEnd(void);

/* The machine cannot work: says why on the console and to the host, and switches off. */
void machineFail(const char* reason);

#ifdef __cplusplus
}
#endif
