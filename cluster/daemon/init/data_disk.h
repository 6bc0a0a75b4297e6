#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is at the start of a disk. */
enum DiskContent
{
    DiskEmpty,   /* only zeros: ours to make */
    DiskClean,   /* ext4; its journal may have to be replayed, which mounting does */
    DiskDamaged, /* ext4 that has found errors in itself */
    DiskForeign  /* something else: hands off */
};

/* Judges the first DiskHeadSize bytes; `blocks` and `blockSize` are those of an ext4. */
enum
{
    DiskHeadSize = 4096
};
enum DiskContent diskContent(const uint8_t head[DiskHeadSize], uint64_t* blocks, uint32_t* blockSize);

/* The device node of the disk with this serial into `path`; 0, or -1 when it is not there (yet). */
int diskFind(const char* serial, char* path, size_t size);

/* Mounts the data disk `device` on `target`: makes a file system on an empty one, repairs a damaged
 * one (both with the tools of the root that is mounted at `root`, with /dev in it) and lets it grow
 * to its disk. 0, or -1 with the reason in `error`. `note` says what was mended, or is empty. */
int diskMountData(const char* device, const char* target, const char* root, char* note, char* error, size_t size);

#ifdef __cplusplus
}
#endif
