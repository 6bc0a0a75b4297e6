#include "cluster/machine/vm/free_port.h"

#include "cluster/base/file.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::machine::vm {

Result<int> freePort(int wanted)
{
    for (const int port : {wanted, 0}) {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int yes = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* place = reinterpret_cast<sockaddr*>(&address);
        const bool bound = bind(fd, place, size) == 0 && getsockname(fd, place, &size) == 0;
        close(fd);
        if (bound)
            return ntohs(address.sin_port);
    }
    return file::errorFromErrno(errno, "find a free port of", "127.0.0.1");
}

} // namespace skiff::machine::vm
