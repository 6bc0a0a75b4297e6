#pragma once

#include "app/desktop/dock.h"
#include "app/session/edit/drafts.h"
#include "app/session/edit/edit_session.h"

#include <QTimer>

#include <optional>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace skiff::widgets {
class Banner;
class CodeEditor;
class DiffView;
} // namespace skiff::widgets

namespace skiff::desktop {

class EditorAssist;
class Editors;
class FieldChoices;
class PanelHost;
class ReviewPage;

/// One object as YAML to edit: dry run, differences, apply with care for what others own, undo of what was applied;
/// says when the object changes or goes meanwhile. What is typed is a draft at once, so that nothing is lost however
/// the window ends. GUI thread.
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
    QString key() const override { return QStringLiteral("edit ") + m_draftKey; }
    bool mayClose() override;

    bool modified() const { return m_modified; }
    const session::EditSession& session() const { return m_session; }

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    using Outcome = session::EditOutcome;

    void layOut();
    QWidget* makeBar();
    QWidget* makeStatus();
    void connectAll();
    void makeShortcuts();
    void begin(const Start& start);
    QString words() const;

    // The text and its draft.
    void onTextChanged();
    void settle();
    void saveDraft();
    void setBaseText(const QString& text);
    void discard();
    std::optional<data::Value> parse();

    // What the server says meanwhile.
    void onSession();
    void onLoaded();
    void showRemote();
    void showAccess();
    void showProblems();
    void showStatus(const QString& words);
    void updateActions();
    void retranslate();

    // Writing: editor_panel_write.cpp.
    void apply();
    void dryRun();
    void showDifferences();
    void revert();
    void undo();
    void merge();
    void createAnew();
    bool openSheet();
    void write(session::EditWish wish, bool undoing = false);
    void onOutcome(const session::EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome);
    void onDone(const session::EditWish& wish, bool undoing, const QString& sent, const Outcome& outcome);
    void onConflicts(const session::EditWish& wish, bool undoing, const Outcome& outcome);
    void onForeign(const session::EditWish& wish, bool undoing, const Outcome& outcome);
    void onRefused(const Outcome& outcome);
    void showMergeConflicts(const std::shared_ptr<model::edit::MergeResult>& result);
    void takeMerge(const data::Value& merged);
    void showDiff(const QString& title, const QString& words, const QString& verb, const QString& leftTitle,
                  const QString& left, const QString& rightTitle, const QString& right);
    void showText();

    PanelHost& m_host;
    Editors& m_editors;
    session::EditSession m_session;
    QString m_draftKey;
    QString m_baseText;      ///< what the text began as
    qint64 m_draftSaved = 0; ///< when; 0: not since the last apply
    bool m_modified = false;
    bool m_haveText = false; ///< there is something to edit
    bool m_mayWrite = true;
    bool m_discarded = false; ///< the user has given the edits up
    bool m_restored = false;  ///< the text is a draft of another time
    QTimer m_settle;
    QTimer m_saveLatest;                  ///< while one types on and on
    std::function<void()> m_accept;       ///< what the review page's button does
    std::vector<Outcome::Cause> m_causes; ///< what the server found wrong

    QToolButton* m_apply;
    QToolButton* m_dryRun;
    QToolButton* m_differences;
    QToolButton* m_revert;
    QToolButton* m_undo;
    QLabel* m_heading;
    widgets::Banner* m_remote;
    QPushButton* m_merge;
    QPushButton* m_compare;
    QPushButton* m_anew;
    widgets::Banner* m_notice;
    QPushButton* m_discard;
    QPushButton* m_closeNotice;
    QStackedWidget* m_stack;
    widgets::CodeEditor* m_editor;
    QListWidget* m_problems;
    QWidget* m_textPage; ///< the text with its problems below
    widgets::DiffView* m_diff;
    ReviewPage* m_diffPage;
    FieldChoices* m_choices;
    ReviewPage* m_choicesPage;
    QLabel* m_status;
    QToolButton* m_problemCount;
    QLabel* m_place;
    EditorAssist* m_assist;
};

/// An object as it is edited: without what only the server writes.
QString editedText(const data::Value& object);

} // namespace skiff::desktop
