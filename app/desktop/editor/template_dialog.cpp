#include "app/desktop/editor/template_dialog.h"

#include "app/desktop/editor/editors.h"
#include "app/desktop/panel_host.h"
#include "app/model/edit/templates.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <set>

namespace skiff::desktop {

namespace {

enum Role
{
    Text = Qt::UserRole, ///< of a template; empty for a kind
    ApiVersion,
    Kind
};

} // namespace

TemplateDialog::TemplateDialog(PanelHost& host, Editors& editors, QWidget* parent)
    : ActionDialog(tr("New object"), tr("It is not made before you apply it."), tr("Begin"), parent),
      m_host(host),
      m_editors(editors),
      m_search(new QLineEdit),
      m_list(new QListWidget)
{
    setObjectName(QStringLiteral("templateDialog"));
    m_search->setObjectName(QStringLiteral("templateSearch"));
    m_search->setPlaceholderText(tr("Kind"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("templateList"));
    m_list->setMinimumSize(520, 320);
    m_list->setIconSize(QSize(16, 16));
    content()->addWidget(m_search);
    content()->addWidget(m_list, 1);
    fill();
    connect(m_search, &QLineEdit::textChanged, this, &TemplateDialog::filter);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    connect(this, &QDialog::accepted, this, &TemplateDialog::begin);
    filter({});
    verbButton()->setDefault(true);
    m_search->setFocus();
}

void TemplateDialog::fill()
{
    const auto add = [this](const QString& text, const QString& icon, const model::edit::TypeName& type) {
        const QIcon own = widgets::icon(icon);
        auto* item = new QListWidgetItem(own.isNull() ? widgets::icon(QStringLiteral("custom")) : own, text, m_list);
        item->setSizeHint(QSize(0, widgets::metrics::Row));
        item->setData(ApiVersion, QString::fromStdString(type.apiVersion));
        item->setData(Kind, QString::fromStdString(type.kind));
        return item;
    };
    const model::KindCatalog& kinds = m_host.cluster().kinds();
    std::set<model::edit::TypeName> known;
    for (const model::edit::Template& each : model::edit::templates(m_host.cluster().defaultNamespace())) {
        const model::ResourceKind* kind =
            kinds.byApiVersion(QString::fromStdString(each.type.apiVersion), QString::fromStdString(each.type.kind));
        // What the server does not serve is not offered, unless nobody has asked it yet.
        if (!kind && m_host.cluster().discovery().complete())
            continue;
        add(QStringLiteral("%1 – %2").arg(each.title, each.description), kind ? kind->id : QStringLiteral("custom"),
            each.type)
            ->setData(Text, each.text);
        known.insert(each.type);
    }
    for (const model::ResourceKind& kind : kinds.kinds()) {
        const model::edit::TypeName type{kind.apiVersion().toStdString(), kind.kind.toStdString()};
        if (kind.can(QStringLiteral("create")) && !kind.verbs.isEmpty() && known.insert(type).second)
            add(QStringLiteral("%1 – %2").arg(kind.kind, kind.apiVersion()), kind.id, type);
    }
}

void TemplateDialog::filter(const QString& words)
{
    QListWidgetItem* first = nullptr;
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem* item = m_list->item(i);
        const bool fits = item->text().contains(words.trimmed(), Qt::CaseInsensitive);
        item->setHidden(!fits);
        // What is called so comes before what is only described so.
        if (fits && (!first || (!first->text().startsWith(words, Qt::CaseInsensitive) &&
                                item->text().startsWith(words, Qt::CaseInsensitive))))
            first = item;
    }
    m_list->setCurrentItem(first);
    verbButton()->setEnabled(first != nullptr);
}

void TemplateDialog::begin()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    if (const QString text = item->data(Text).toString(); !text.isEmpty()) {
        m_editors.create(text);
        return;
    }
    const QString apiVersion = item->data(ApiVersion).toString();
    const QString kind = item->data(Kind).toString();
    const model::ResourceKind* known = m_host.cluster().kinds().byApiVersion(apiVersion, kind);
    const QString nameSpace = known && known->namespaced ? m_host.cluster().defaultNamespace() : QString();
    m_editors.schemas().schemaFor(apiVersion, [editors = QPointer<Editors>(&m_editors), apiVersion, kind,
                                               nameSpace](const session::SchemaCache::SchemaPtr& schema) {
        if (!editors)
            return;
        QString text = model::edit::skeleton(*schema, {apiVersion.toStdString(), kind.toStdString()});
        if (text.isEmpty())
            text = QStringLiteral("apiVersion: %1\nkind: %2\nmetadata:\n  name: \n").arg(apiVersion, kind);
        if (!nameSpace.isEmpty() && !text.contains(QLatin1String("\n  namespace:")))
            text.replace(QLatin1String("metadata:\n"), QStringLiteral("metadata:\n  namespace: %1\n").arg(nameSpace));
        editors->create(text);
    });
}

/// The list is moved in while one types.
bool TemplateDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_list->currentItem()) {
            accept();
            return true;
        }
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return ActionDialog::eventFilter(watched, event);
}

} // namespace skiff::desktop
