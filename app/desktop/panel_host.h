#pragma once

#include "app/model/action.h"
#include "app/session/caller.h"
#include "app/session/cluster_handle.h"
#include "cluster/base/clock.h"

#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace skiff::widgets {
struct PaletteCommand;
}

namespace skiff::desktop {

class Dock;

/// What the frame of one connected cluster gives to panels: they add their actions to it and open
/// themselves in its dock. Owned by the ClusterView, outlives all panels. GUI thread.
class PanelHost : public QObject
{
    Q_OBJECT

public:
    PanelHost(session::ClusterHandle& cluster, Dock& dock, session::Settings* settings, const Clock& clock,
              QObject* parent = nullptr)
        : QObject(parent), m_cluster(cluster), m_dock(dock), m_settings(settings), m_clock(clock), m_caller(cluster.transport())
    {}

    session::ClusterHandle& cluster() { return m_cluster; }
    /// Calls that outlive the menu or dialog that asked for them.
    session::Caller& caller() { return m_caller; }
    /// Over what dialogs open.
    QWidget* window() const;
    client::Transport& transport() { return m_cluster.transport(); }
    Dock& dock() { return m_dock; }
    model::ActionRegistry& actions() { return m_actions; }
    /// What is remembered for all clusters; may be nullptr.
    session::Settings* settings() { return m_settings; }
    const Clock& clock() const { return m_clock; }

    /// `object` with its kind as the server has told of it by now: pages may be older than discovery.
    model::ObjectRef known(model::ObjectRef object) const;

    /// Which right the server does not give us for an action that is not allowed on these objects, as a sentence in
    /// the words of `kubectl auth can-i`.
    QString missingRight(const model::Action& action, const std::vector<model::ObjectRef>& objects) const;

    /// Runs an action as the user asked for it: its question first, if it has one.
    void run(const model::Action& action, const std::vector<model::ObjectRef>& objects);

    /// Runs what the keys stand for with `objects`; false when nothing does.
    bool runShortcut(const QKeySequence& keys, const std::vector<model::ObjectRef>& objects);

    /// A line over the status line that leaves by itself; with `undo` its button runs that.
    void notify(const QString& words, std::function<void()> undo = {});
    /// Something failed: what, to which object, why, what to do. Stays until it is closed.
    void problem(const QString& words);
    /// Shows an object's page, or a kind's table.
    void openObject(const model::ObjectRef& object) { emit objectRequested(object); }
    void openKind(const QString& id) { emit kindRequested(id); }

    /// What could be gone on with: a line with a button that stays until it is closed.
    void offer(const QString& words, const QString& verb, std::function<void()> run);

    /// What the palette offers whatever is selected; asked each time it opens.
    using CommandSource = std::function<std::vector<widgets::PaletteCommand>()>;
    void addCommands(CommandSource source) { m_commands.push_back(std::move(source)); }
    std::vector<widgets::PaletteCommand> commands() const;

    /// Where back and forward lead; the frame says when it changes.
    bool canGoBack() const { return m_canGoBack; }
    bool canGoForward() const { return m_canGoForward; }
    void setHistory(bool canGoBack, bool canGoForward);

signals:
    void historyChanged();
    void backRequested();
    void forwardRequested();
    void paletteRequested();
    void shortcutsRequested();
    /// `beside` is where the chooser opens.
    void namespacesRequested(QWidget* beside);
    void notified(const QString& words, const std::function<void()>& undo);
    void failed(const QString& words);
    void offered(const QString& words, const QString& verb, const std::function<void()>& run);
    void questionAsked(const model::Question& question, const std::function<void()>& confirmed);
    void objectRequested(const model::ObjectRef& object);
    void kindRequested(const QString& id);

private:
    session::ClusterHandle& m_cluster;
    Dock& m_dock;
    session::Settings* m_settings;
    const Clock& m_clock;
    session::Caller m_caller;
    model::ActionRegistry m_actions;
    std::vector<CommandSource> m_commands;
    bool m_canGoBack = false;
    bool m_canGoForward = false;
};

/// Adds the actions of all panels: the one list of them. In panels.cpp.
void registerPanels(PanelHost& host);

} // namespace skiff::desktop
