#include "app/desktop/inspector.h"

#include "app/desktop/action_menu.h"
#include "app/desktop/details_view.h"
#include "app/desktop/panel_host.h"
#include "app/desktop/resource_table_view.h"
#include "app/model/object_yaml.h"
#include "app/session/api_words.h"
#include "widgets/banner.h"
#include "widgets/icons.h"
#include "widgets/table_view.h"
#include "widgets/tokens.h"
#include "widgets/yaml_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int RereadMsecs = 300;

QToolButton* iconButton(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    button->setAutoRaise(true);
    return button;
}

} // namespace

Inspector::Inspector(PanelHost& host, QWidget* parent)
    : QWidget(parent),
      m_host(host),
      m_head(new QWidget),
      m_title(new QLabel),
      m_caption(new QLabel),
      m_notice(new widgets::Banner),
      m_edit(iconButton("inspectorEdit", "edit")),
      m_actions(iconButton("inspectorActions", "menu")),
      m_close(iconButton("inspectorClose", "close")),
      m_tabs(new QTabWidget),
      m_detailsView(new DetailsView),
      m_yaml(new widgets::YamlView),
      m_events(new widgets::TableView)
{
    setObjectName(QStringLiteral("inspector"));
    setMinimumWidth(320);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_tabs->setObjectName(QStringLiteral("inspectorTabs"));
    m_yaml->setObjectName(QStringLiteral("yamlView"));
    m_events->setObjectName(QStringLiteral("inspectorEvents"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setMinimumWidth(40);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont caption = font();
    caption.setPixelSize(11);
    m_caption->setFont(caption);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : {m_title, m_caption})
        label->setTextFormat(Qt::PlainText); // the names are the server's
    m_notice->setObjectName(QStringLiteral("inspectorNotice"));

    auto* bar = new QHBoxLayout(m_head);
    bar->setContentsMargins(widgets::metrics::Margin, 8, widgets::metrics::Gap, 4);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_caption);
    names->addWidget(m_title);
    bar->addLayout(names, 1);
    bar->addWidget(m_actions);
    bar->addWidget(m_close);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_detailsView, {});
    m_tabs->addTab(m_yaml, {});
    m_tabs->addTab(m_events, {});
    m_tabs->setCornerWidget(m_edit);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_head);
    page->addWidget(m_notice);
    page->addWidget(m_tabs, 1);

    m_reread.setSingleShot(true);
    m_reread.setInterval(RereadMsecs);
    connect(&m_reread, &QTimer::timeout, this, &Inspector::read);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_gone && isVisible() && m_tabs->currentWidget() == m_detailsView)
            showDetails();
        if (m_eventModel)
            m_eventModel->tick();
    });
    m_tick.start();
    connect(m_close, &QToolButton::clicked, this, &Inspector::closeRequested);
    connect(m_actions, &QToolButton::clicked, this, &Inspector::showActions);
    connect(m_edit, &QToolButton::clicked, this, [this] {
        if (const model::Action* edit = m_host.actions().byId(QStringLiteral("edit")))
            m_host.run(*edit, {m_object});
    });
    const auto showEdit = [this] { m_edit->setVisible(m_tabs->currentWidget() == m_yaml); };
    connect(m_tabs, &QTabWidget::currentChanged, this, showEdit);
    showEdit();
    retranslate();
}

void Inspector::show(const model::ObjectRef& object)
{
    if (object.uid == m_object.uid)
        return;
    m_object = object;
    m_details = {};
    m_json.reset();
    m_gone = false;
    m_notice->hide();
    // Nothing of the one before must be seen under this one's name.
    m_detailsView->setDetails({});
    m_yaml->setYaml({});
    const QString& kind = object.kind.kind;
    m_title->setText(object.name);
    m_title->setToolTip(object.name);
    m_caption->setText(object.nameSpace.isEmpty() ? kind : QStringLiteral("%1 · %2").arg(kind, object.nameSpace));
    m_actions->setEnabled(true);
    m_tabs->setTabVisible(2, object.kind.id != QLatin1String("events"));
    m_reread.stop();
    read();
    showEvents();
}

void Inspector::refresh()
{
    if (!m_reread.isActive())
        m_reread.start();
}

void Inspector::reconnect()
{
    if (!isVisible() || m_gone)
        return;
    read();
    if (m_eventFeed)
        m_eventFeed->reconnect();
}

void Inspector::setHead(bool shown)
{
    m_head->setVisible(shown);
}

void Inspector::read()
{
    client::ApiRequest request;
    request.path = m_object.path().toStdString();
    m_call = m_host.transport().send(std::move(request),
                                     [this](const Result<client::ApiResponse>& response) { onRead(response); });
}

void Inspector::onRead(const Result<client::ApiResponse>& response)
{
    if (m_gone)
        return;
    if (response.ok() && response->status == 404) {
        objectGone();
        return;
    }
    if (const QString problem = session::problemOf(response); !problem.isEmpty()) {
        showProblem(problem);
        return;
    }
    const Result<QString> yaml = model::objectYaml(*response->body);
    if (!yaml.ok()) {
        showProblem(QString::fromStdString(yaml.error().message));
        return;
    }
    m_notice->hide();
    m_json = response->body;
    m_yaml->setYaml(*yaml);
    showDetails();
    // Another object of the same name has taken its place.
    if (m_details.uid != m_object.uid)
        objectGone();
}

void Inspector::showDetails()
{
    if (!m_json)
        return;
    const Result<model::ObjectDetails> details = model::decodeDetails(*m_json, m_host.clock().now());
    if (!details.ok()) {
        showProblem(QString::fromStdString(details.error().message));
        return;
    }
    m_details = *details;
    m_detailsView->setDetails(m_details);
}

void Inspector::showProblem(const QString& problem)
{
    m_notice->say(widgets::Glyph::Cross, problem);
}

void Inspector::objectGone()
{
    m_gone = true;
    m_reread.stop();
    m_actions->setEnabled(false);
    m_notice->say(widgets::Glyph::Triangle,
                  tr("%1 \"%2\" was deleted. This is what it was like.").arg(m_object.kind.kind, m_object.name));
}

void Inspector::showEvents()
{
    m_eventFeed.reset();
    m_events->setModel(nullptr);
    m_eventOrder.reset();
    m_eventModel.reset();
    const model::ResourceKind* events = model::resourceKind(QStringLiteral("events"));
    if (!events || m_object.kind.id == events->id)
        return;
    m_eventModel = std::make_unique<model::ResourceTableModel>(events->kind, false, m_host.clock());
    m_eventOrder = std::make_unique<model::TableFilterModel>();
    m_eventOrder->setTable(*m_eventModel);
    showResourceTable(*m_events, *m_eventOrder, {QStringLiteral("Object")});
    m_events->sortByColumn(0, Qt::AscendingOrder);
    m_eventFeed = std::make_unique<session::TableFeed>(
        m_host.transport(),
        session::TableFeed::Source{events->listPath(m_object.nameSpace),
                                   QStringLiteral("involvedObject.uid=") + m_object.uid},
        *m_eventModel);
    connect(m_eventFeed.get(), &session::TableFeed::stateChanged, this, [this] {
        const QString problem = m_eventFeed->problem();
        m_events->setEmptyText(!problem.isEmpty()                                        ? problem
                               : m_eventFeed->state() == session::TableFeed::State::Live ? tr("No events.")
                                                                                         : tr("Loading…"));
    });
    m_events->setEmptyText(tr("Loading…"));
    m_eventFeed->start();
}

void Inspector::showActions()
{
    auto* menu = new ActionMenu(m_host, {m_object}, this);
    menu->popup(m_actions->mapToGlobal(QPoint(0, m_actions->height())));
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        showDetails();
        if (m_gone)
            objectGone();
    }
}

void Inspector::retranslate()
{
    m_tabs->setTabText(0, tr("Details"));
    m_tabs->setTabText(1, tr("YAML"));
    m_tabs->setTabText(2, tr("Events"));
    m_actions->setToolTip(tr("Actions"));
    m_actions->setAccessibleName(m_actions->toolTip());
    m_detailsView->setAccessibleName(tr("Details"));
    m_yaml->setAccessibleName(tr("YAML"));
    m_events->setAccessibleName(tr("Events"));
    m_edit->setToolTip(tr("Edit"));
    m_edit->setAccessibleName(m_edit->toolTip());
    m_close->setToolTip(tr("Close"));
    m_close->setAccessibleName(m_close->toolTip());
}

} // namespace skiff::desktop
