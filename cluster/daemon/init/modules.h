#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* Load kernel modules: every file of a folder in the order of their names, or those below `folder`
 * that the lines of the file `list` name. One that is loaded already is fine; others that fail are
 * said on standard error. The number of those. */
int modulesLoadFolder(const char* folder);
int modulesLoadList(const char* folder, const char* list);

#ifdef __cplusplus
}
#endif
