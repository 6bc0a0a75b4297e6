#pragma once

#include "app/desktop/actions/action_dialog.h"
#include "app/session/contexts.h"

namespace skiff::desktop {

/// Asks before a kubeconfig runs a program or reads files elsewhere: shows the whole command with its environment
/// (values that look like secrets apart), the files, who names them, and the server that gets the credentials. GUI thread.
class ContextQuestion final : public ActionDialog
{
    Q_OBJECT

public:
    ContextQuestion(const session::ContextSource& source, QWidget* parent);
};

} // namespace skiff::desktop
