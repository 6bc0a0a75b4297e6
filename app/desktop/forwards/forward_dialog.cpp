#include "app/desktop/forwards/forward_dialog.h"

#include "app/desktop/panel_host.h"
#include "app/session/api_words.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

session::ForwardSpec newSpec(PanelHost& host, const model::ObjectRef& target)
{
    session::ForwardSpec spec;
    spec.context = host.cluster().name();
    spec.target = target;
    return spec;
}

} // namespace

ForwardDialog::ForwardDialog(PanelHost& host, const model::ObjectRef& target, QWidget* parent)
    : ForwardDialog(host, newSpec(host, target), parent)
{}

ForwardDialog::ForwardDialog(PanelHost& host, const session::ForwardSpec& spec, QWidget* parent)
    : QDialog(parent),
      m_host(host),
      m_spec(spec),
      m_remote(new QComboBox),
      m_local(new QSpinBox),
      m_name(new QLineEdit),
      m_auto(new QCheckBox),
      m_everyInterface(new QCheckBox),
      m_https(new QCheckBox),
      m_note(new QLabel),
      m_ok(new QPushButton)
{
    setObjectName(QStringLiteral("forwardDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    layOut();
    m_name->setText(spec.name);
    m_auto->setChecked(spec.autoStart);
    m_everyInterface->setChecked(spec.everyInterface);
    m_https->setChecked(spec.https);
    m_localTouched = spec.localPort != 0;
    if (spec.remotePort != 0) {
        m_remote->addItem(QString::number(spec.remotePort), spec.remotePort);
        m_local->setValue(spec.localPort);
    }
    connect(m_remote, &QComboBox::currentTextChanged, this, &ForwardDialog::suggest);
    connect(m_local, &QSpinBox::textChanged, this, [this] { m_localTouched = m_localTouched || m_local->hasFocus(); });
    readPorts();
}

void ForwardDialog::layOut()
{
    setWindowTitle(tr("Forward a port of %1").arg(m_spec.target.words()));
    m_remote->setObjectName(QStringLiteral("forwardRemote"));
    m_name->setObjectName(QStringLiteral("forwardName"));
    m_local->setObjectName(QStringLiteral("forwardLocal"));
    m_ok->setObjectName(QStringLiteral("forwardOk"));
    m_remote->setEditable(true);
    m_remote->setInsertPolicy(QComboBox::NoInsert);
    m_local->setRange(1, 65'535);
    m_local->setValue(8080);
    m_name->setPlaceholderText(m_spec.target.name);
    m_auto->setText(tr("Start with the cluster"));
    m_everyInterface->setText(tr("Reachable from other machines"));
    m_everyInterface->setToolTip(tr("Listens on every interface; anybody who reaches this machine reaches the pod"));
    m_https->setText(tr("The browser uses HTTPS"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(m_spec.target.kind.kind == QLatin1String("Service") ? tr("Port of the service")
                                                                     : tr("Port of the pod"),
                 m_remote);
    form->addRow(tr("Local port"), m_local);
    form->addRow(tr("Name"), m_name);
    form->addRow(QString(), m_https);
    form->addRow(QString(), m_auto);
    form->addRow(QString(), m_everyInterface);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_ok->setText(m_spec.id.isEmpty() ? tr("Forward") : tr("Change"));
    m_ok->setDefault(true);
    buttons->addButton(m_ok, QDialogButtonBox::AcceptRole);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::PageMargin, widgets::metrics::Margin, widgets::metrics::PageMargin,
                               widgets::metrics::Margin);
    column->setSpacing(widgets::metrics::WideGap);
    column->addLayout(form);
    column->addWidget(m_note);
    column->addWidget(buttons);
    setMinimumWidth(420);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ForwardDialog::readPorts()
{
    client::ApiRequest request;
    request.path = m_spec.target.path().toStdString();
    m_call = m_host.transport().send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = session::problemOf(response); !problem.isEmpty())
            m_note->setText(problem);
        else
            onObject(*response->body);
    });
}

void ForwardDialog::onObject(const std::string& body)
{
    const auto document = data::Document::parse(body);
    if (!document.ok())
        return;
    const data::Node spec = (*document)->root()["spec"];
    const auto add = [this](int64_t number, data::Node name) {
        if (number == m_spec.remotePort || number <= 0)
            return;
        const QString words = name.asString().empty()
                                  ? QString::number(number)
                                  : QStringLiteral("%1 (%2)").arg(number).arg(text(name.asString()));
        m_remote->addItem(words, int(number));
    };
    const bool service = m_spec.target.kind.kind == QLatin1String("Service");
    if (service)
        for (const data::Node port : spec["ports"])
            if (port["protocol"].asString() != "UDP" && port["protocol"].asString() != "SCTP")
                add(port["port"].asInt().value_or(0), port["name"]);
    const data::Node containers =
        m_spec.target.kind.kind == QLatin1String("Pod") ? spec["containers"] : spec["template"]["spec"]["containers"];
    for (const data::Node container : containers)
        for (const data::Node port : container["ports"])
            add(port["containerPort"].asInt().value_or(0), port["name"]);
    if (m_remote->count() == 0)
        m_note->setText(tr("No port is declared: enter the one that the program listens on."));
    suggest();
}

/// The same port here if it is free, otherwise one nearby.
void ForwardDialog::suggest()
{
    const int remote = spec().remotePort;
    m_ok->setEnabled(remote > 0 && remote < 65'536);
    if (!m_localTouched && remote > 0)
        m_local->setValue(session::freePort(remote < 1024 ? remote + 8000 : remote));
}

session::ForwardSpec ForwardDialog::spec() const
{
    session::ForwardSpec spec = m_spec;
    const int typed = m_remote->currentText().section(QLatin1Char(' '), 0, 0).toInt();
    spec.remotePort = typed;
    spec.localPort = m_local->value();
    spec.name = m_name->text().trimmed();
    spec.autoStart = m_auto->isChecked();
    spec.everyInterface = m_everyInterface->isChecked();
    spec.https = m_https->isChecked();
    return spec;
}

} // namespace skiff::desktop
