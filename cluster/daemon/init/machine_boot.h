#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* The first stage of init, in the initrd of a virtual machine (cluster/machine/guest/README.md has
 * the contract): loads the modules for the disks, finds them by serial, stacks the node's root of
 * them, puts the node's own files into it, makes it the root and becomes the init in there, with
 * SKIFF_MACHINE in its environment. Comes back only when that failed: the reason is in `error`. */
void machineBoot(char* error, unsigned long size);

#ifdef __cplusplus
}
#endif
