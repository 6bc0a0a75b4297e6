#pragma once

namespace skiff {

/// Tells the service manager that started this process (skiff-init, systemd) that it is ready to
/// serve: READY=1 on NOTIFY_SOCKET. Nothing happens without one. Call once, when requests are answered.
void notifyReady();

} // namespace skiff
