#include "app/desktop/actions/actions.h"
#include "app/desktop/actions/delete_dialog.h"
#include "app/desktop/panel_host.h"

#include <QClipboard>
#include <QGuiApplication>

#include <memory>

namespace skiff::desktop {

namespace {

using Objects = std::vector<model::ObjectRef>;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::desktop::ObjectActions)
};

/// How a deletion of several objects went so far.
struct Tally
{
    size_t open = 0;
    size_t done = 0;
    QStringList problems;
};

void removeAll(PanelHost& host, const Objects& objects, model::Propagation propagation, std::optional<int> grace)
{
    const auto tally = std::make_shared<Tally>();
    tally->open = objects.size();
    for (const model::ObjectRef& object : objects)
        host.caller().send(
            model::change::remove(object, propagation, grace),
            [&host, object, tally](const session::Caller::Answer& answer) {
                if (answer.problem.isEmpty() || answer.status == 404) // gone already is what was wanted
                    ++tally->done;
                else
                    tally->problems.append(Words::tr("%1 was not deleted: %2").arg(object.words(), answer.problem));
                if (--tally->open > 0)
                    return;
                if (!tally->problems.isEmpty())
                    host.problem(tally->problems.join(QLatin1Char('\n')));
                else
                    host.notify(tally->done == 1 ? Words::tr("%1 is being deleted.").arg(object.words())
                                                 : Words::tr("%1 objects are being deleted.").arg(tally->done));
            });
}

void askDelete(PanelHost& host, const Objects& objects)
{
    auto* dialog = new DeleteDialog(objects, host.window());
    QObject::connect(dialog, &QDialog::accepted, &host, [&host, dialog, objects] {
        removeAll(host, objects, dialog->propagation(), dialog->graceSeconds());
    });
    dialog->open();
}

void copyNames(PanelHost& host, const Objects& objects)
{
    QStringList names;
    for (const model::ObjectRef& object : objects)
        names.append(object.name);
    QGuiApplication::clipboard()->setText(names.join(QLatin1Char('\n')));
    host.notify(Words::tr("Copied: %1").arg(names.join(QStringLiteral(", "))));
}

} // namespace

void registerObjectActions(PanelHost& host)
{
    host.actions().add({.id = QStringLiteral("describe"),
                        .title = [] { return Words::tr("Open page"); },
                        .icon = QStringLiteral("describe"),
                        .shortcut = QStringLiteral("D"),
                        .run =
                            [&host](const Objects& objects) {
                                host.openObject(objects.front());
                            }});
    host.actions().add({.id = QStringLiteral("copyName"),
                        .title = [] { return Words::tr("Copy name"); },
                        .icon = QStringLiteral("copy"),
                        .shortcut = QStringLiteral("C"),
                        .several = true,
                        .run =
                            [&host](const Objects& objects) {
                                copyNames(host, objects);
                            }});
    host.actions().add(
        {.id = QStringLiteral("delete"),
         .title = [] { return Words::tr("Delete…"); },
         .icon = QStringLiteral("delete"),
         .shortcut = QStringLiteral("Ctrl+D"),
         .verb = QStringLiteral("delete"),
         .several = true,
         .destructive = true,
         .when = [](const model::ObjectRef& object) { return object.kind.can(QStringLiteral("delete")); },
         .run =
             [&host](const Objects& objects) {
                 askDelete(host, objects);
             }});
}

} // namespace skiff::desktop
