#pragma once

#include "app/session/edit/drafts.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace skiff::widgets {
class CodeEditor;
}

namespace skiff::desktop {

/// The text of an editor against what it began as. What is typed is a draft a moment later and when this goes, so that
/// nothing is lost however the window ends. GUI thread.
class EditorBuffer final : public QObject
{
    Q_OBJECT

public:
    /// `describe` says what a draft is of: all but its key, text and time.
    EditorBuffer(widgets::CodeEditor& editor, session::Drafts& drafts, QString key,
                 std::function<session::Draft()> describe);
    ~EditorBuffer() override;

    const QString& key() const { return m_key; }
    /// It is of another object from now on; there is no draft of the old one any more.
    void setKey(const QString& key);

    /// There is something to edit.
    bool filled() const { return m_filled; }
    /// Begins with a text.
    void fill(const QString& text);
    /// Begins with edits of another time, of a text that setBase() says when it is known.
    void fill(const session::Draft& draft);
    /// A newer state of the text, as one step of undo.
    void replace(const QString& text);

    /// What counts as no edit.
    void setBase(const QString& text) { m_base = text; }
    bool modified() const { return m_modified; }
    /// Where the draft is, if there is one.
    std::optional<session::Drafts::Place> draftPlace() const;
    /// Looks at once, instead of when typing pauses.
    void settle();
    /// The user has given the edits up.
    void discard();

signals:
    /// The text is another, a moment ago.
    void typed();
    /// modified() is known again; `other`: and not what it was.
    void settled(bool other);
    void draftSaved(qint64 time, skiff::session::Drafts::Place place);

private:
    void onTextChanged();
    void saveDraft(const QString& text);

    widgets::CodeEditor& m_editor;
    session::Drafts& m_drafts;
    QString m_key;
    const std::function<session::Draft()> m_describe;
    QString m_base;
    bool m_filled = false;
    bool m_modified = false;
    bool m_discarded = false;
    QTimer m_settle;
    QTimer m_latest; ///< while one types on and on
};

} // namespace skiff::desktop
