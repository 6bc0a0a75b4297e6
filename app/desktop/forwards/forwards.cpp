#include "app/desktop/forwards/forwards.h"

#include "app/desktop/dock.h"
#include "app/desktop/forwards/forward_dialog.h"
#include "app/desktop/forwards/forwards_panel.h"
#include "app/desktop/panel_host.h"
#include "app/session/forward/forward_book.h"

#include <QTimer>

namespace skiff::desktop {

session::ForwardBook& forwardBook(PanelHost& host)
{
    QWidget* window = host.dock().window();
    auto* book = window->findChild<session::ForwardBook*>(QString(), Qt::FindDirectChildrenOnly);
    if (!book)
        book = new session::ForwardBook(host.settings(), window);
    return *book;
}

void registerForwards(PanelHost& host)
{
    // The view is not in its window yet.
    QTimer::singleShot(0, &host, [&host] { forwardBook(host).addCluster(host.cluster().identity()); });
    model::Action forward{.id = QStringLiteral("forward"),
                          .title = [] { return ForwardsPanel::tr("Forward a port…"); },
                          .icon = QStringLiteral("forward"),
                          .shortcut = QStringLiteral("P"),
                          .kinds = {QStringLiteral("Pod")},
                          .verb = QStringLiteral("create"),
                          .subresource = QStringLiteral("portforward"),
                          .run =
                              [&host](const std::vector<model::ObjectRef>& objects) {
                                  auto* dialog = new ForwardDialog(host, objects.front(), host.dock().window());
                                  QObject::connect(dialog, &QDialog::accepted, &host, [&host, dialog] {
                                      session::ForwardBook& book = forwardBook(host);
                                      book.add(dialog->spec());
                                      host.dock().open(new ForwardsPanel(host, book));
                                  });
                                  dialog->open();
                              }};
    host.actions().add(forward);
    // For what selects pods, authorization is known when the pod is.
    forward.id = QStringLiteral("forward-of-pods");
    forward.kinds = {QStringLiteral("Service"), QStringLiteral("Deployment.apps"), QStringLiteral("StatefulSet.apps"),
                     QStringLiteral("DaemonSet.apps"), QStringLiteral("ReplicaSet.apps")};
    forward.verb.clear();
    forward.subresource.clear();
    host.actions().add(forward);
    host.actions().add({.id = QStringLiteral("forwards"),
                        .title = [] { return ForwardsPanel::tr("Show all port forwards"); },
                        .icon = QStringLiteral("forward"),
                        .kinds = forward.kinds + QStringList{QStringLiteral("Pod")},
                        .run =
                            [&host](const std::vector<model::ObjectRef>&) {
                                host.dock().open(new ForwardsPanel(host, forwardBook(host)));
                            }});
}

} // namespace skiff::desktop
