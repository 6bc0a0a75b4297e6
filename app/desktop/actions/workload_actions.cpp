#include "app/desktop/actions/actions.h"
#include "app/desktop/actions/workload_dialogs.h"
#include "app/desktop/panel_host.h"
#include "app/model/actions/change.h"
#include "cluster/data/document.h"

namespace skiff::desktop {

namespace {

using Answer = session::Caller::Answer;
using Objects = std::vector<model::ObjectRef>;
using ObjectRef = model::ObjectRef;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::desktop::WorkloadActions)
};

/// Sends `request`; tells what was done, with an undo, or what kept it from being done.
void perform(PanelHost& host, const ObjectRef& object, client::ApiRequest request, const QString& done,
             std::function<void()> undo = {})
{
    host.caller().send(std::move(request), [&host, object, done, undo = std::move(undo)](const Answer& answer) {
        if (answer.problem.isEmpty())
            host.notify(done, undo);
        else
            host.problem(Words::tr("%1 was not changed: %2").arg(object.words(), answer.problem));
    });
}

/// Reads what a question needs first.
void read(PanelHost& host, const ObjectRef& object, client::ApiRequest request, std::function<void(const Answer&)> then)
{
    host.caller().send(std::move(request), [&host, object, then = std::move(then)](const Answer& answer) {
        if (answer.problem.isEmpty())
            then(answer);
        else
            host.problem(Words::tr("%1 could not be read: %2").arg(object.words(), answer.problem));
    });
}

client::ApiRequest get(const ObjectRef& object)
{
    client::ApiRequest request;
    request.path = object.path().toStdString();
    return request;
}

void scale(PanelHost& host, const ObjectRef& object, int before, int after)
{
    perform(host, object, model::change::scale(object, after),
            Words::tr("%1 is scaled from %2 to %3.").arg(object.words()).arg(before).arg(after),
            [&host, object, before] {
                perform(host, object, model::change::scale(object, before),
                        Words::tr("%1 is scaled back to %2.").arg(object.words()).arg(before));
            });
}

void askScale(PanelHost& host, const ObjectRef& object)
{
    read(host, object, model::change::readScale(object), [&host, object](const Answer& answer) {
        const auto document = data::Document::parse(*answer.body);
        const int before = document.ok() ? int((*document)->root()["spec"]["replicas"].asInt().value_or(0)) : 0;
        auto* dialog = new ScaleDialog(object, before, host.window());
        QObject::connect(dialog, &QDialog::accepted, &host, [&host, dialog, object, before] {
            if (dialog->replicas() != before)
                scale(host, object, before, dialog->replicas());
        });
        dialog->open();
    });
}

std::vector<ContainerImage> containersOf(const Answer& answer)
{
    std::vector<ContainerImage> containers;
    const auto document = data::Document::parse(*answer.body);
    if (!document.ok())
        return containers;
    const auto text = [](data::Node node) {
        return QString::fromStdString(std::string(node.asString()));
    };
    const data::Node podSpec = (*document)->root()["spec"]["template"]["spec"];
    for (const bool init : {false, true})
        for (const data::Node container : podSpec[init ? "initContainers" : "containers"])
            containers.push_back({text(container["name"]), text(container["image"]), init});
    return containers;
}

void setImage(PanelHost& host, const ObjectRef& object, const ContainerImage& before, const QString& image)
{
    perform(
        host, object, model::change::setImage(object, before.container, image, before.init),
        Words::tr("%1: container %2 gets %3.").arg(object.words(), before.container, image), [&host, object, before] {
            perform(host, object, model::change::setImage(object, before.container, before.image, before.init),
                    Words::tr("%1: container %2 has %3 again.").arg(object.words(), before.container, before.image));
        });
}

void askImage(PanelHost& host, const ObjectRef& object)
{
    read(host, object, get(object), [&host, object](const Answer& answer) {
        const std::vector<ContainerImage> containers = containersOf(answer);
        if (containers.empty()) {
            host.problem(Words::tr("%1 has no containers.").arg(object.words()));
            return;
        }
        auto* dialog = new ImageDialog(object, containers, host.window());
        QObject::connect(dialog, &QDialog::accepted, &host,
                         [&host, dialog, object] { setImage(host, object, dialog->container(), dialog->image()); });
        dialog->open();
    });
}

void rollBack(PanelHost& host, const ObjectRef& object, const model::Revision& before, const model::Revision& chosen)
{
    perform(host, object, model::rollBack(object, chosen),
            Words::tr("%1 goes back to revision %2.").arg(object.words()).arg(chosen.number), [&host, object, before] {
                perform(host, object, model::rollBack(object, before),
                        Words::tr("%1 has the template of revision %2 again.").arg(object.words()).arg(before.number));
            });
}

void chooseRevision(PanelHost& host, const ObjectRef& object, std::vector<model::Revision> revisions)
{
    if (revisions.size() < 2) {
        host.notify(Words::tr("%1 has no earlier revision to go back to.").arg(object.words()));
        return;
    }
    auto* dialog = new RollbackDialog(object, std::move(revisions), host.window());
    QObject::connect(dialog, &QDialog::accepted, &host,
                     [&host, dialog, object] { rollBack(host, object, dialog->current(), dialog->revision()); });
    dialog->open();
}

void askRollback(PanelHost& host, const ObjectRef& object)
{
    read(host, object, get(object), [&host, object](const Answer& workload) {
        read(host, object, model::listRevisions(object), [&host, object, workload](const Answer& list) {
            Result<std::vector<model::Revision>> revisions = model::decodeRevisions(*workload.body, *list.body);
            if (revisions.ok())
                chooseRevision(host, object, std::move(*revisions));
            else
                host.problem(QString::fromStdString(revisions.error().message));
        });
    });
}

QString pausedWords(const ObjectRef& object, bool paused)
{
    return paused ? Words::tr("Rollouts of %1 are paused.").arg(object.words())
                  : Words::tr("Rollouts of %1 go on.").arg(object.words());
}

void setPaused(PanelHost& host, const Objects& objects, bool paused)
{
    for (const ObjectRef& object : objects)
        perform(host, object, model::change::pause(object, paused), pausedWords(object, paused),
                [&host, object, paused] {
                    perform(host, object, model::change::pause(object, !paused), pausedWords(object, !paused));
                });
}

model::Question restartQuestion(const Objects& objects)
{
    return {.title = objects.size() == 1 ? Words::tr("Restart %1?").arg(objects.front().words())
                                         : Words::tr("Restart %1 workloads?").arg(objects.size()),
            .words = Words::tr("All their pods are replaced, a few at a time as the update strategy says."),
            .verb = Words::tr("Restart")};
}

void restart(PanelHost& host, const Objects& objects)
{
    for (const ObjectRef& object : objects)
        perform(host, object, model::change::restart(object, host.clock().now()),
                Words::tr("%1 restarts.").arg(object.words()));
}

} // namespace

void registerWorkloadActions(PanelHost& host)
{
    const QString patch = QStringLiteral("patch");
    const QStringList deployments{QStringLiteral("Deployment.apps")};
    const QStringList rolling{QStringLiteral("Deployment.apps"), QStringLiteral("StatefulSet.apps"),
                              QStringLiteral("DaemonSet.apps")};
    model::ActionRegistry& actions = host.actions();
    actions.add(
        {.id = QStringLiteral("scale"),
         .title = [] { return Words::tr("Scale…"); },
         .icon = QStringLiteral("scale"),
         .shortcut = QStringLiteral("Shift+S"),
         .verb = patch,
         .subresource = QStringLiteral("scale"),
         .when = [](const ObjectRef& object) { return object.kind.subresources.contains(QLatin1String("scale")); },
         .run =
             [&host](const Objects& objects) {
                 askScale(host, objects.front());
             }});
    actions.add({.id = QStringLiteral("restart"),
                 .title = [] { return Words::tr("Restart rollout…"); },
                 .icon = QStringLiteral("restart"),
                 .shortcut = QStringLiteral("R"),
                 .kinds = rolling,
                 .verb = patch,
                 .several = true,
                 .question = restartQuestion,
                 .run =
                     [&host](const Objects& objects) {
                         restart(host, objects);
                     }});
    actions.add({.id = QStringLiteral("setImage"),
                 .title = [] { return Words::tr("Set image…"); },
                 .icon = QStringLiteral("image"),
                 .shortcut = QStringLiteral("I"),
                 .kinds = rolling,
                 .verb = patch,
                 .run =
                     [&host](const Objects& objects) {
                         askImage(host, objects.front());
                     }});
    actions.add({.id = QStringLiteral("rollback"),
                 .title = [] { return Words::tr("Roll back…"); },
                 .icon = QStringLiteral("rollback"),
                 .shortcut = QStringLiteral("Shift+R"),
                 .kinds = rolling,
                 .verb = patch,
                 .run =
                     [&host](const Objects& objects) {
                         askRollback(host, objects.front());
                     }});
    actions.add({.id = QStringLiteral("pause"),
                 .title = [] { return Words::tr("Pause rollouts"); },
                 .icon = QStringLiteral("pause"),
                 .kinds = deployments,
                 .verb = patch,
                 .several = true,
                 .run =
                     [&host](const Objects& objects) {
                         setPaused(host, objects, true);
                     }});
    actions.add({.id = QStringLiteral("resume"),
                 .title = [] { return Words::tr("Resume rollouts"); },
                 .icon = QStringLiteral("resume"),
                 .kinds = deployments,
                 .verb = patch,
                 .several = true,
                 .run =
                     [&host](const Objects& objects) {
                         setPaused(host, objects, false);
                     }});
}

} // namespace skiff::desktop
