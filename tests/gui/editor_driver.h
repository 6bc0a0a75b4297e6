#pragma once

#include "tests/gui/api_server.h"
#include "tests/gui/console.h"

#include "app/desktop/dock.h"
#include "app/desktop/editor/editor_panel.h"
#include "widgets/banner.h"
#include "widgets/editor/code_editor.h"

#include <QTest>
#include <QToolButton>

#include <optional>

namespace skiff::test {

/// Waits on a busy machine, in milliseconds.
constexpr int EditorPatience = 30'000;

/// The console on a control plane of its own with kubectl as the other party, and what tests of the editor do again
/// and again. Steps say whether they could be done. GUI thread.
class EditorDriver
{
public:
    using Remote = session::EditSession::Remote;

    /// Starts the server, makes the Deployment `web` of two replicas by kubectl, and connects the console.
    bool begin();
    ApiServer& server() { return m_server; }
    Console& console() { return *m_console; }
    /// Another console in the place of this one, with its state in `home` where that is given.
    bool openConsole(const QString& kubeconfig, const QString& home = {});
    void closeConsole() { m_console.reset(); }

    /// What kubectl writes; nothing when it fails.
    std::optional<QByteArray> kubectl(const QStringList& arguments, const QByteArray& input = {});
    /// A field as the server has it, by its JSON path; "?" when there is no such object.
    QByteArray field(const QString& object, const QString& path);
    /// A kubeconfig of the ServiceAccount `name` in the namespace default, which may do what `verbs` say with
    /// `resources`; empty when that fails.
    QString userWith(const QString& name, const QString& verbs, const QString& resources);

    bool openPage(const QString& id);
    /// Opens the editor as a user does: a row, then E.
    bool edit(const QString& page, const QString& name);
    /// Begins a new object by the palette and the dialog of templates.
    bool newFrom(const QString& kind);

    desktop::Dock* dock();
    desktop::EditorPanel* panel() { return m_console->find<desktop::EditorPanel>(QStringLiteral("editorPanel")); }
    widgets::CodeEditor* editor();
    QToolButton* button(const char* name) { return panel()->findChild<QToolButton*>(QLatin1String(name)); }
    widgets::Banner* banner(const char* name) { return panel()->findChild<widgets::Banner*>(QLatin1String(name)); }
    QString status();
    /// All that the editor says, for a test that fails.
    QString said();
    /// Where the text is not what the server has.
    QString firstDifference();

    int lineOf(const QString& text);
    /// Types `to` over the first `from`, as a user who has selected it; nothing where there is no `from`.
    void replace(const QString& from, const QString& to);
    bool problemWith(const QString& words);

    /// As by the settings, with all that is open.
    void speak(const char* language) { m_console->appearance().setLanguage(QLatin1String(language)); }

    bool confirmBox();
    bool revert();
    bool closeEditor();
    /// Waits until an apply has come to its end; false when that was not a good one.
    bool waitApplied();

    /// The visible widget of that name, once there is one.
    template <typename Widget>
    Widget* waitFor(const QString& name)
    {
        Widget* found = nullptr;
        (void)QTest::qWaitFor([&] { return (found = m_console->find<Widget>(name)) != nullptr; }, EditorPatience);
        return found;
    }

private:
    ApiServer m_server;
    QTemporaryDir m_folder; ///< of kubeconfigs
    std::unique_ptr<Console> m_console;
};

} // namespace skiff::test
