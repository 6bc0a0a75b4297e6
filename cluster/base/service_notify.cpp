#include "cluster/base/service_notify.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace skiff {

void notifyReady()
{
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!path || path[0] == '\0' || std::strlen(path) >= sizeof address.sun_path)
        return;
    std::strcpy(address.sun_path, path);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; // systemd's way to write an abstract name
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return;
    constexpr std::string_view message = "READY=1\n";
    (void)sendto(fd, message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&address), length);
    close(fd);
}

} // namespace skiff
