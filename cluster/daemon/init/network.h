#pragma once

#include <netinet/in.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum
{
    MaxNameServers = 3
};

/* A machine's network, read from etc/skiff/network:
 *
 *     mac 52:54:00:12:34:56          the card that is meant
 *     address 192.168.39.2/24
 *     gateway 192.168.39.1           optional
 *     nameserver 192.168.39.1        up to three */
struct NetworkFile
{
    unsigned char mac[6];
    struct in_addr address;
    struct in_addr mask;
    struct in_addr gateway; /* 0.0.0.0: none */
    struct in_addr nameServers[MaxNameServers];
    size_t nameServerCount;
};

/* Parses `text`, which is changed. 0, or -1 with one line about the first mistake in `error`. */
int networkFileParse(struct NetworkFile* file, char* text, char* error, size_t errorSize);

/* Gives the card its address and route, and writes /etc/resolv.conf. 0, or -1 with the reason. */
int networkConfigure(const struct NetworkFile* file, char* error, size_t errorSize);

#ifdef __cplusplus
}
#endif
