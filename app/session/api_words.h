#pragma once

#include "cluster/client/transport.h"

#include <QString>

namespace skiff::session {

/// Why a call failed, in the server's own words where it has some; empty when it succeeded.
QString problemOf(const Result<client::ApiResponse>& response);

/// Why a WebSocket was not opened, from what QWebSocket says of it.
QString handshakeProblem(const QString& socketError);

} // namespace skiff::session
