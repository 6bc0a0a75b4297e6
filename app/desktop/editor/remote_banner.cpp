#include "app/desktop/editor/remote_banner.h"

#include <QEvent>
#include <QPushButton>

namespace skiff::desktop {

using Remote = session::EditSession::Remote;
using widgets::Glyph;

namespace {

constexpr size_t MostFields = 3; ///< named

QString fieldsOf(const std::vector<model::edit::FieldChange>& changes)
{
    QStringList fields;
    for (size_t i = 0; i < std::min(changes.size(), MostFields); ++i)
        fields << QString::fromStdString(changes[i].path.toString());
    if (changes.size() > MostFields)
        fields << QStringLiteral("…");
    return fields.join(QStringLiteral(", "));
}

} // namespace

RemoteBanner::RemoteBanner(QWidget* parent)
    : Banner(parent), m_merge(addButton()), m_compare(addButton()), m_anew(addButton())
{
    setObjectName(QStringLiteral("editorRemote"));
    m_merge->setObjectName(QStringLiteral("editorMerge"));
    m_compare->setObjectName(QStringLiteral("editorCompare"));
    m_anew->setObjectName(QStringLiteral("editorAnew"));
    connect(m_merge, &QPushButton::clicked, this, &RemoteBanner::mergeWanted);
    connect(m_compare, &QPushButton::clicked, this, &RemoteBanner::compareWanted);
    connect(m_anew, &QPushButton::clicked, this, &RemoteBanner::anewWanted);
    retranslate();
}

void RemoteBanner::tell(const session::EditSession& session, bool filled, bool mayWrite)
{
    const Remote remote = session.remote();
    const QString words = session.object() ? session.object()->words() : QString();
    const bool changed = remote == Remote::Changed || remote == Remote::Replaced;
    m_merge->setVisible(changed && mayWrite);
    m_compare->setVisible(changed);
    m_anew->setVisible(remote == Remote::Deleted && filled && mayWrite);
    switch (remote) {
    case Remote::Same:
    case Remote::Loading:
        hide();
        return;
    case Remote::Changed:
        say(Glyph::Triangle,
            tr("%1 was changed on the server meanwhile: %2.").arg(words, fieldsOf(session.remoteChanges())));
        return;
    case Remote::Replaced:
        say(Glyph::Triangle, tr("%1 was deleted on the server, and somebody has made it again.").arg(words));
        return;
    case Remote::Deleted:
        say(Glyph::Triangle, filled ? tr("%1 was deleted on the server. Your text is kept.").arg(words)
                                    : tr("%1 is not there any more.").arg(words));
        return;
    case Remote::Away:
        say(Glyph::Triangle,
            tr("No answer from the server: %1. Your text is kept; what others change is not known until it answers.")
                .arg(session.problem()));
        return;
    case Remote::Refused:
        say(Glyph::Cross, session.problem());
        return;
    }
}

void RemoteBanner::changeEvent(QEvent* event)
{
    Banner::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RemoteBanner::retranslate()
{
    m_merge->setText(tr("Merge"));
    m_compare->setText(tr("Differences"));
    m_anew->setText(tr("Create it again"));
}

} // namespace skiff::desktop
