#include "tests/unit/store/faulty_vfs.h"

#include <sqlite3.h>

namespace skiff::test {

namespace {

/// A file of the real layer behind ours; SQLite allocates both in one piece.
struct FaultyFile
{
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_file* realOf(sqlite3_file* file)
{
    return reinterpret_cast<FaultyFile*>(file)->real;
}

template <auto Method, class... Args>
auto forward(sqlite3_file* file, Args... args)
{
    return (realOf(file)->pMethods->*Method)(realOf(file), args...);
}

int faultyWrite(sqlite3_file* file, const void* data, int length, sqlite3_int64 offset)
{
    sqlite3_int64 size = 0;
    if (FaultyVfs::instance().full && realOf(file)->pMethods->xFileSize(realOf(file), &size) == SQLITE_OK &&
        offset + length > size)
        return SQLITE_FULL;
    return realOf(file)->pMethods->xWrite(realOf(file), data, length, offset);
}

int faultySync(sqlite3_file* file, int flags)
{
    ++FaultyVfs::instance().syncs;
    return FaultyVfs::instance().syncsFail ? SQLITE_IOERR_FSYNC : realOf(file)->pMethods->xSync(realOf(file), flags);
}

const sqlite3_io_methods methods = {
    2,
    forward<&sqlite3_io_methods::xClose>,
    forward<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    faultyWrite,
    forward<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    faultySync,
    forward<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    forward<&sqlite3_io_methods::xLock, int>,
    forward<&sqlite3_io_methods::xUnlock, int>,
    forward<&sqlite3_io_methods::xCheckReservedLock, int*>,
    forward<&sqlite3_io_methods::xFileControl, int, void*>,
    forward<&sqlite3_io_methods::xSectorSize>,
    forward<&sqlite3_io_methods::xDeviceCharacteristics>,
    forward<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    forward<&sqlite3_io_methods::xShmLock, int, int, int>,
    forward<&sqlite3_io_methods::xShmBarrier>,
    forward<&sqlite3_io_methods::xShmUnmap, int>,
    nullptr,
    nullptr,
};

sqlite3_vfs* realVfs()
{
    return sqlite3_vfs_find("unix");
}

int faultyOpen(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
{
    auto* faulty = reinterpret_cast<FaultyFile*>(file);
    faulty->real = reinterpret_cast<sqlite3_file*>(faulty + 1);
    const int code = realVfs()->xOpen(realVfs(), name, faulty->real, flags, outFlags);
    faulty->base.pMethods = faulty->real->pMethods ? &methods : nullptr;
    return code;
}

} // namespace

FaultyVfs::FaultyVfs()
{
    static sqlite3_vfs vfs;
    vfs = *realVfs();
    vfs.pNext = nullptr;
    vfs.szOsFile = int(sizeof(FaultyFile)) + realVfs()->szOsFile;
    vfs.zName = "skiff-faulty";
    vfs.xOpen = faultyOpen;
    sqlite3_vfs_register(&vfs, 0);
}

FaultyVfs& FaultyVfs::instance()
{
    static FaultyVfs vfs;
    return vfs;
}

} // namespace skiff::test
