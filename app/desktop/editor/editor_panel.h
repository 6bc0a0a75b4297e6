#pragma once

#include "app/desktop/dock.h"
#include "app/desktop/editor/editor_bar.h"
#include "app/desktop/editor/editor_buffer.h"
#include "app/session/edit/edit_session.h"

#include <optional>

namespace skiff::widgets {
class CodeEditor;
class ProblemList;
} // namespace skiff::widgets

namespace skiff::desktop {

class EditorAssist;
class EditorNotice;
class EditorReview;
class EditorStatus;
class Editors;
class PanelHost;
class RemoteBanner;

/// One object as YAML to edit: dry run, differences, apply with care for what others own, undo of what was applied;
/// says when the object changes or goes meanwhile. GUI thread; what takes long with a large text is worked out on
/// another one.
class EditorPanel final : public DockPanel
{
    Q_OBJECT

public:
    /// What it opens with: an object, or the text of a new one; unsaved edits go before both.
    struct Start
    {
        std::optional<model::ObjectRef> object;
        std::optional<session::Draft> draft;
        QString text;
    };

    EditorPanel(PanelHost& host, Editors& editors, Start start, QWidget* parent = nullptr);
    ~EditorPanel() override;

    QString title() const override;
    QString iconName() const override { return QStringLiteral("yaml"); }
    QString description() const override;
    QString key() const override { return QStringLiteral("edit ") + m_buffer.key(); }
    bool mayClose() override;

    bool modified() const { return m_buffer.modified(); }
    const session::EditSession& session() const { return m_session; }

protected:
    void changeEvent(QEvent* event) override;

private:
    using Outcome = session::EditOutcome;

    using Action = EditorBar::Action;

    void layOut();
    void connectAll();
    void connectBuffer();
    void makeShortcuts();
    void begin(const Start& start);
    QString words() const;
    session::Draft described() const;

    /// Runs `use` with `object` as it is edited.
    void withText(const session::ObjectPtr& object, std::function<void(const QString& text)> use);
    void setBase(const QString& text);
    void readText(std::function<void(session::ObjectPtr object, const QString& text)> use);

    // What the server says meanwhile.
    void onSession();
    void onLoaded();
    void showAccess();
    void updateActions();
    void run(Action action);

    // Writing: editor_panel_write.cpp.
    void apply();
    void dryRun();
    void showDifferences();
    void undo();
    void createAnew();
    bool openSheet();
    void write(session::EditWish wish, const QString& sent, bool undoing = false);
    void onOutcome(const session::EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome);
    void showDryRun(const Outcome& outcome);
    void onDone(bool undoing, const QString& sent, const Outcome& outcome);
    void onConflicts(const session::EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome);
    void onForeign(const session::EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome);
    void onRefused(const Outcome& outcome);

    // Taking what the server has: editor_panel_merge.cpp.
    void revert();
    void merge();
    using MergePtr = std::shared_ptr<session::EditSession::Merge>;
    void onMerged(const MergePtr& merge, const QString& sent);
    void takeMerge(const MergePtr& merge, const QString& sent);
    void takeRemote();

    PanelHost& m_host;
    Editors& m_editors;
    session::EditSession m_session;
    widgets::CodeEditor* m_editor;
    EditorBuffer m_buffer;
    bool m_reading = false; ///< the text is being read as an object
    bool m_mayWrite = true;
    bool m_restored = false; ///< the text is a draft of another time

    EditorBar* m_bar;
    RemoteBanner* m_remote;
    EditorNotice* m_notice;
    widgets::ProblemList* m_problems;
    EditorReview* m_review;
    EditorStatus* m_status;
    EditorAssist* m_assist;
};

} // namespace skiff::desktop
