#include "app/session/edit/drafts.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace skiff::session {

namespace {

const QString AllDrafts = QStringLiteral("draft/");

QString textAt(const data::Value& value, std::string_view key)
{
    const std::string_view text = data::stringAt(value, {key});
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QByteArray encoded(const Draft& draft)
{
    const data::Value value = data::Object{{"apiVersion", draft.apiVersion.toStdString()},
                                           {"kind", draft.kind.toStdString()},
                                           {"namespace", draft.nameSpace.toStdString()},
                                           {"name", draft.name.toStdString()},
                                           {"text", draft.text.toStdString()},
                                           {"base", *draft.base},
                                           {"saved", draft.saved}};
    return QByteArray::fromStdString(data::toJson(value));
}

std::optional<Draft> decoded(const QString& key, const QByteArray& json)
{
    const Result<data::Value> value = data::parseJson({json.constData(), size_t(json.size())});
    if (!value.ok())
        return std::nullopt;
    const data::Value* base = data::find(*value, {"base"});
    return Draft{.key = key,
                 .apiVersion = textAt(*value, "apiVersion"),
                 .kind = textAt(*value, "kind"),
                 .nameSpace = textAt(*value, "namespace"),
                 .name = textAt(*value, "name"),
                 .text = textAt(*value, "text"),
                 .base = std::make_shared<const data::Value>(base ? *base : data::Value()),
                 .saved = data::intAt(*value, {"saved"})};
}

} // namespace

QString Draft::words() const
{
    if (isNew())
        return QCoreApplication::translate("skiff::session", "new %1").arg(kind);
    return nameSpace.isEmpty() ? QStringLiteral("%1 %2").arg(kind, name)
                               : QStringLiteral("%1 %2/%3").arg(kind, nameSpace, name);
}

Drafts::Drafts(Settings* settings, const QString& cluster, QObject* parent)
    : QObject(parent), m_settings(settings), m_prefix(AllDrafts + cluster + QLatin1Char('/'))
{
    if (!m_settings)
        return;
    for (const QString& name : m_settings->names(m_prefix))
        if (auto draft = decoded(name.mid(m_prefix.size()), m_settings->value(name)))
            m_drafts.insert_or_assign(draft->key, std::move(*draft));
}

void Drafts::save(Draft draft)
{
    if (m_settings) {
        if (mayHoldSecret(draft))
            m_settings->keepInMemory(m_prefix + draft.key, encoded(draft));
        else
            m_settings->set(m_prefix + draft.key, encoded(draft));
    }
    m_drafts.insert_or_assign(draft.key, std::move(draft));
    emit changed();
}

std::optional<Draft> Drafts::find(const QString& key) const
{
    const auto found = m_drafts.find(key);
    return found == m_drafts.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Draft> Drafts::all() const
{
    std::vector<Draft> drafts;
    for (const auto& [key, draft] : m_drafts)
        drafts.push_back(draft);
    std::sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) { return a.saved > b.saved; });
    return drafts;
}

void Drafts::remove(const QString& key)
{
    if (m_drafts.erase(key) == 0)
        return;
    if (m_settings)
        m_settings->remove(m_prefix + key);
    emit changed();
}

bool Drafts::isInMemory(const QString& key) const
{
    return m_drafts.contains(key) && (!m_settings || m_settings->isInMemory(m_prefix + key));
}

Drafts::Place Drafts::place(const Draft& draft) const
{
    if (!isInMemory(draft.key))
        return Place::Disk;
    return mayHoldSecret(draft) ? Place::MemoryAsSecret : Place::MemoryAsDiskFails;
}

QStringList Drafts::onlyInMemory(const Settings& settings)
{
    QStringList words;
    for (const QString& name : settings.names(AllDrafts))
        if (settings.isInMemory(name))
            if (const auto draft = decoded(name, settings.value(name)))
                words << draft->words();
    return words;
}

void Drafts::giveUpOnlyInMemory(Settings& settings)
{
    for (const QString& name : settings.names(AllDrafts))
        if (settings.isInMemory(name))
            settings.remove(name);
}

bool Drafts::mayHoldSecret(const QString& text)
{
    static const QRegularExpression kind(
        QStringLiteral(R"(["']?\bkind["']?\s*:\s*["']?Secret(List)?["']?\s*([,}#\r\n]|$))"),
        QRegularExpression::MultilineOption);
    return kind.match(text).hasMatch();
}

} // namespace skiff::session
