#define _GNU_SOURCE
#include "cluster/daemon/init/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int parseMac(const char* word, unsigned char mac[6])
{
    char rest = 0;
    return sscanf(word, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5],
                  &rest) == 6;
}

static int parseAddress(char* word, struct in_addr* address, struct in_addr* mask)
{
    char* slash = strchr(word, '/');
    char* end = NULL;
    if (!slash)
        return 0;
    *slash = '\0';
    const long prefix = strtol(slash + 1, &end, 10);
    if (end == slash + 1 || *end != '\0' || prefix < 1 || prefix > 32)
        return 0;
    mask->s_addr = htonl(0xFFFFFFFFU << (32 - prefix));
    return inet_pton(AF_INET, word, address) == 1;
}

static int parseLine(struct NetworkFile* file, const char* key, char* value)
{
    if (strcmp(key, "mac") == 0)
        return parseMac(value, file->mac);
    if (strcmp(key, "address") == 0)
        return parseAddress(value, &file->address, &file->mask);
    if (strcmp(key, "gateway") == 0)
        return inet_pton(AF_INET, value, &file->gateway) == 1;
    if (strcmp(key, "nameserver") == 0 && file->nameServerCount < MaxNameServers)
        return inet_pton(AF_INET, value, &file->nameServers[file->nameServerCount++]) == 1;
    return 0;
}

int networkFileParse(struct NetworkFile* file, char* text, char* error, size_t errorSize)
{
    *file = (struct NetworkFile){0};
    int number = 0;
    for (char* line = text; line;) {
        char* next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        ++number;
        char* state = NULL;
        char* key = strtok_r(line, " \t\r", &state);
        char* value = key ? strtok_r(NULL, " \t\r", &state) : NULL;
        if (key && key[0] != '#' && (!value || strtok_r(NULL, " \t\r", &state) || !parseLine(file, key, value))) {
            snprintf(error, errorSize, "line %d: '%s' with what follows is not understood", number, key);
            return -1;
        }
        line = next;
    }
    if (file->address.s_addr == 0) {
        snprintf(error, errorSize, "there is no address");
        return -1;
    }
    return 0;
}

static int findCard(int control, const unsigned char mac[6], char name[IFNAMSIZ])
{
    struct if_nameindex* cards = if_nameindex();
    int found = -1;
    for (struct if_nameindex* card = cards; card && card->if_index != 0 && found != 0; ++card) {
        struct ifreq request = {0};
        snprintf(request.ifr_name, IFNAMSIZ, "%s", card->if_name);
        if (ioctl(control, SIOCGIFHWADDR, &request) == 0 && request.ifr_hwaddr.sa_family == ARPHRD_ETHER &&
            memcmp(request.ifr_hwaddr.sa_data, mac, 6) == 0) {
            snprintf(name, IFNAMSIZ, "%s", card->if_name);
            found = 0;
        }
    }
    if (cards)
        if_freenameindex(cards);
    return found;
}

static int setAddress(int control, const char* name, unsigned long request, struct in_addr address)
{
    struct ifreq data = {0};
    const struct sockaddr_in value = {.sin_family = AF_INET, .sin_addr = address};
    snprintf(data.ifr_name, IFNAMSIZ, "%s", name);
    memcpy(&data.ifr_addr, &value, sizeof value);
    return ioctl(control, request, &data);
}

static int bringUp(int control, const char* name)
{
    struct ifreq request = {0};
    snprintf(request.ifr_name, IFNAMSIZ, "%s", name);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ioctl(control, SIOCSIFFLAGS, &request);
}

static int addDefaultRoute(int control, struct in_addr gateway)
{
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    const struct sockaddr_in any = {.sin_family = AF_INET};
    const struct sockaddr_in through = {.sin_family = AF_INET, .sin_addr = gateway};
    memcpy(&route.rt_dst, &any, sizeof any);
    memcpy(&route.rt_genmask, &any, sizeof any);
    memcpy(&route.rt_gateway, &through, sizeof through);
    return ioctl(control, SIOCADDRT, &route);
}

static int writeResolvConf(const struct NetworkFile* file)
{
    FILE* out = fopen("/etc/resolv.conf", "we");
    if (!out)
        return -1;
    for (size_t i = 0; i < file->nameServerCount; ++i) {
        char text[INET_ADDRSTRLEN];
        fprintf(out, "nameserver %s\n", inet_ntop(AF_INET, &file->nameServers[i], text, sizeof text));
    }
    return fclose(out);
}

int networkConfigure(const struct NetworkFile* file, char* error, size_t errorSize)
{
    char name[IFNAMSIZ];
    const char* step = "the network card with the given address is not there";
    const int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int ok = control >= 0 && findCard(control, file->mac, name) == 0;
    if (ok) {
        step = "the network card does not take its address";
        ok = setAddress(control, name, SIOCSIFADDR, file->address) == 0 &&
             setAddress(control, name, SIOCSIFNETMASK, file->mask) == 0 && bringUp(control, name) == 0;
    }
    if (ok && file->gateway.s_addr != 0) {
        step = "the default route was refused";
        ok = addDefaultRoute(control, file->gateway) == 0;
    }
    if (ok) {
        step = "/etc/resolv.conf cannot be written";
        ok = writeResolvConf(file) == 0;
    }
    if (!ok)
        snprintf(error, errorSize, "%s: %s", step, strerror(errno));
    if (control >= 0)
        close(control);
    return ok ? 0 : -1;
}
