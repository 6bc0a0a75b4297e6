#include "app/desktop/editor/editor_buffer.h"

#include "widgets/editor/code_editor.h"

#include <QDateTime>

namespace skiff::desktop {

namespace {

constexpr int SettleMsecs = 300;
constexpr int LatestMsecs = 2000;

} // namespace

EditorBuffer::EditorBuffer(widgets::CodeEditor& editor, session::Drafts& drafts, QString key,
                           std::function<session::Draft()> describe)
    : m_editor(editor), m_drafts(drafts), m_key(std::move(key)), m_describe(std::move(describe))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(SettleMsecs);
    m_latest.setSingleShot(true);
    m_latest.setInterval(LatestMsecs);
    connect(&m_settle, &QTimer::timeout, this, &EditorBuffer::settle);
    connect(&m_latest, &QTimer::timeout, this, &EditorBuffer::settle);
    connect(&editor, &QPlainTextEdit::textChanged, this, &EditorBuffer::onTextChanged);
}

EditorBuffer::~EditorBuffer()
{
    if (m_filled && !m_discarded)
        saveDraft(m_editor.text());
}

void EditorBuffer::setKey(const QString& key)
{
    if (key == m_key)
        return;
    m_drafts.remove(m_key);
    m_key = key;
}

void EditorBuffer::fill(const QString& text)
{
    m_base = text;
    m_editor.setText(text);
    m_filled = true;
}

void EditorBuffer::fill(const session::Draft& draft)
{
    m_editor.setText(draft.text);
    m_filled = true;
    m_modified = true;
}

void EditorBuffer::replace(const QString& text)
{
    m_editor.replaceText(text);
}

void EditorBuffer::onTextChanged()
{
    if (!m_filled || m_editor.isReadOnly())
        return;
    m_discarded = false;
    m_settle.start();
    if (!m_latest.isActive())
        m_latest.start();
    emit typed();
}

std::optional<session::Drafts::Place> EditorBuffer::draftPlace() const
{
    const std::optional<session::Draft> draft = m_drafts.find(m_key);
    return draft ? std::optional(m_drafts.place(*draft)) : std::nullopt;
}

void EditorBuffer::settle()
{
    m_settle.stop();
    m_latest.stop();
    if (!m_filled)
        return;
    const QString text = m_editor.text();
    const bool other = std::exchange(m_modified, !m_discarded && text != m_base) != m_modified;
    if (!m_discarded)
        saveDraft(text);
    emit settled(other);
}

void EditorBuffer::discard()
{
    m_discarded = true;
    m_modified = false;
    m_drafts.remove(m_key);
}

void EditorBuffer::saveDraft(const QString& text)
{
    session::Draft draft = m_describe();
    if (text == m_base || (draft.isNew() && text.trimmed().isEmpty())) {
        m_drafts.remove(m_key);
        return;
    }
    if (const auto known = m_drafts.find(m_key); known && known->text == text)
        return;
    draft.key = m_key;
    draft.text = text;
    draft.saved = QDateTime::currentMSecsSinceEpoch();
    const qint64 time = draft.saved;
    m_drafts.save(std::move(draft));
    if (const auto place = draftPlace())
        emit draftSaved(time, *place);
}

} // namespace skiff::desktop
