#include "app/desktop/terminal/terminal_panel.h"

#include "app/desktop/message.h"
#include "app/desktop/panel_host.h"
#include "app/session/api_words.h"
#include "widgets/banner.h"
#include "widgets/terminal/terminal_view.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr qsizetype LongestName = 30;
const QString defaultContainer = QStringLiteral("kubectl.kubernetes.io/default-container");

} // namespace

TerminalPanel::TerminalPanel(PanelHost& host, model::ObjectRef target, Purpose purpose, QString image,
                             QString nameSpace, QWidget* parent)
    : DockPanel(parent),
      m_host(host),
      m_target(std::move(target)),
      m_purpose(purpose),
      m_image(std::move(image)),
      m_nameSpace(std::move(nameSpace)),
      m_banner(new widgets::Banner),
      m_again(m_banner->addButton()),
      m_bar(new QWidget),
      m_containers(new QComboBox),
      m_status(new QLabel),
      m_searchBar(new QWidget),
      m_search(new QLineEdit),
      m_found(new QLabel),
      m_view(new widgets::terminal::TerminalView)
{
    setObjectName(QStringLiteral("terminalPanel"));
    m_view->setObjectName(QStringLiteral("terminalView"));
    m_banner->setObjectName(QStringLiteral("terminalBanner"));
    m_again->setObjectName(QStringLiteral("terminalAgain"));
    m_containers->setObjectName(QStringLiteral("terminalContainer"));
    m_containers->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setFocusProxy(m_view);
    layOut();
    retranslate();
    using View = widgets::terminal::TerminalView;
    connect(m_view, &View::typed, this, &TerminalPanel::type);
    connect(m_view, &View::sizeChanged, this, [this](int rows, int columns) {
        if (m_shell)
            m_shell->resize(rows, columns);
    });
    connect(m_view, &View::titleChanged, this, [this](const QString& programTitle) {
        m_programTitle = programTitle;
        emit titleChanged();
    });
    connect(m_view, &View::linkActivated, this, &TerminalPanel::openLink);
    connect(m_view, &View::pasteQuestioned, this, &TerminalPanel::askToPaste);
    connect(m_view, &View::findRequested, this, [this] { showSearch(true); });
    connect(m_search, &QLineEdit::textChanged, this, [this] { find(true); });
    connect(m_again, &QPushButton::clicked, this, &TerminalPanel::begin);
    connect(m_containers, &QComboBox::activated, this, &TerminalPanel::connectShell);
    begin();
}

TerminalPanel::~TerminalPanel() = default;

void TerminalPanel::layOut()
{
    m_status->setForegroundRole(QPalette::PlaceholderText);
    auto* bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::WideGap, 4);
    bar->addWidget(m_containers);
    bar->addWidget(m_status, 1);
    m_bar->hide(); // one container needs no choice
    auto* searchRow = new QHBoxLayout(m_searchBar);
    searchRow->setContentsMargins(widgets::metrics::WideGap, 4, widgets::metrics::WideGap, 4);
    searchRow->addWidget(m_search);
    searchRow->addWidget(m_found);
    searchRow->addStretch(1);
    m_search->setObjectName(QStringLiteral("terminalSearch"));
    m_search->setMinimumWidth(240);
    m_search->installEventFilter(this);
    m_found->setObjectName(QStringLiteral("terminalFound"));
    m_found->setForegroundRole(QPalette::PlaceholderText);
    m_searchBar->hide();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_banner);
    page->addWidget(m_bar);
    page->addWidget(m_searchBar);
    page->addWidget(m_view, 1);
}

QString TerminalPanel::title() const
{
    return m_programTitle.isEmpty() ? m_target.name : QStringLiteral("%1 · %2").arg(m_target.name, m_programTitle);
}

QString TerminalPanel::iconName() const
{
    return m_purpose == Purpose::NodeShell ? QStringLiteral("node-shell") : QStringLiteral("terminal");
}

void TerminalPanel::begin()
{
    m_banner->hide();
    m_view->setReadOnly(false);
    m_view->setFocus();
    if (m_purpose != Purpose::NodeShell) {
        readPod(); // each time: another pod may have its name by now
        return;
    }
    m_view->say(tr("Starting a pod on node %1…").arg(m_target.name));
    m_node = std::make_unique<session::NodeShell>(m_host.transport(), m_host.cluster().identity(), m_target.name,
                                                  m_image, m_nameSpace);
    connect(m_node.get(), &session::NodeShell::ready, this, &TerminalPanel::connectShell);
    connect(m_node.get(), &session::NodeShell::failed, this, [this](const QString& words) { offer(words, true); });
    m_node->start();
}

void TerminalPanel::readPod()
{
    client::ApiRequest request;
    request.path = m_target.path().toStdString();
    m_call = m_host.transport().send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = session::problemOf(response); !problem.isEmpty()) {
            offer(problem, true);
            return;
        }
        const auto document = data::Document::parse(*response->body);
        if (!document.ok())
            return;
        const data::Node pod = (*document)->root();
        m_pod = session::readPod(pod);
        const QString before = m_containers->currentText();
        m_containers->clear();
        for (const session::ContainerInfo& container : m_pod.containers)
            if (container.kind != session::ContainerInfo::Kind::Init ||
                container.state == session::ContainerInfo::State::Running)
                m_containers->addItem(container.name);
        qsizetype longest = 0;
        for (const session::ContainerInfo& container : m_pod.containers)
            longest = std::max(longest, container.name.size());
        m_containers->setMinimumContentsLength(int(std::min(longest, LongestName)) + 2);
        const std::string_view wanted = pod["metadata"]["annotations"][defaultContainer.toStdString()].asString();
        if (m_containers->findText(before) >= 0)
            m_containers->setCurrentText(before);
        else if (!wanted.empty())
            m_containers->setCurrentText(QString::fromUtf8(wanted.data(), qsizetype(wanted.size())));
        m_bar->setVisible(m_containers->count() > 1);
        connectShell();
    });
}

void TerminalPanel::connectShell()
{
    m_banner->hide();
    m_view->setReadOnly(false);
    const bool onNode = m_purpose == Purpose::NodeShell;
    session::ExecTarget target{.podPath = onNode ? m_node->podPath() : m_target.path(),
                               .container = onNode ? session::NodeShell::container() : m_containers->currentText(),
                               .command = onNode ? session::NodeShell::command() : QStringList()};
    const bool attach = m_purpose == Purpose::Attach;
    if (attach)
        if (const session::ContainerInfo* container = m_pod.container(target.container)) {
            target.terminal = container->tty;
            target.standardInput = container->standardInput;
        }
    m_view->setReadOnly(!target.standardInput);
    m_lines.reset();
    if (!target.terminal)
        m_lines.emplace();
    m_view->feed(target.terminal ? "\x1b[20l" : "\x1b[20h"); // without a terminal a line ends with LF alone
    auto& transport = m_host.cluster().transport();
    m_shell = std::make_unique<session::ExecShell>(
        [&transport](const auto& path, const auto& query) { return transport.webSocketRequest(path, query); }, target,
        attach);
    connect(m_shell.get(), &session::ExecShell::output, m_view, &widgets::terminal::TerminalView::feed);
    connect(m_shell.get(), &session::ExecShell::ended, this, &TerminalPanel::onEnded);
    m_shell->resize(m_view->screen().rows(), m_view->screen().columns());
    m_shell->start();
    if (m_bar->isVisible() && !attach)
        m_view->say(tr("Container %1:").arg(target.container));
    if (attach)
        m_view->say(
            target.standardInput
                ? tr("Attached to %1; what it wrote before is in its log.").arg(target.container)
                : tr("Attached to %1, which reads nothing; what it wrote before is in its log.").arg(target.container));
    m_view->setFocus();
}

void TerminalPanel::type(const QByteArray& bytes)
{
    if (!m_shell)
        return;
    if (!m_lines) {
        m_shell->send(bytes);
        return;
    }
    const session::LineInput::Step step = m_lines->take(bytes);
    m_view->feed(step.echo);
    m_shell->send(step.send);
    if (step.end)
        m_view->setReadOnly(m_shell->closeInput());
}

void TerminalPanel::onEnded(const session::ExecEnd& end)
{
    using Kind = session::ExecEnd::Kind;
    if (end.kind == Kind::Finished)
        offer(end.exitCode == 0 ? tr("The shell has ended.")
                                : tr("The shell has ended with exit code %1.").arg(end.exitCode),
              false);
    else if (end.kind == Kind::Refused && m_purpose != Purpose::NodeShell)
        askWhy(end.words);
    else
        offer(end.words, end.kind != Kind::Lost);
}

/// A WebSocket that is refused gives no more than a number; the same request as a plain one is
/// answered with the server's reason, or with the demand to upgrade.
void TerminalPanel::askWhy(const QString& words)
{
    offer(words, true);
    client::ApiRequest request;
    request.path =
        (m_target.path() + (m_purpose == Purpose::Attach ? QStringLiteral("/attach") : QStringLiteral("/exec")))
            .toStdString();
    request.query = {{"container", m_containers->currentText().toStdString()}, {"command", "sh"}, {"stdout", "true"}};
    m_call = m_host.transport().send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        const QString reason = response.ok() ? session::problemOf(response) : QString();
        if (!reason.isEmpty() && !reason.contains(QLatin1String("upgrade"), Qt::CaseInsensitive) &&
            m_banner->isVisible())
            offer(reason, true);
    });
}

/// Tells why nothing can be typed, with a button to begin again below what is on the screen.
void TerminalPanel::offer(const QString& words, bool problem)
{
    m_view->setReadOnly(true);
    m_banner->say(problem ? widgets::Glyph::Cross : widgets::Glyph::Triangle, words);
    if (m_purpose == Purpose::NodeShell)
        m_node.reset(); // the pod goes now; another is made when the user wants it
}

/// Only what a browser opens; a program in a container must not start anything else here.
void TerminalPanel::openLink(const QString& address)
{
    const QUrl url(address, QUrl::StrictMode);
    const bool known = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (known && url.isValid())
        QDesktopServices::openUrl(url);
    else
        m_host.problem(tr("The link %1 is not opened: only web addresses are.").arg(address.left(200)));
}

void TerminalPanel::askToPaste(const QString& text)
{
    const QStringList lines = text.split(QLatin1Char('\n'));
    const QString begin = lines.mid(0, 5).join(QLatin1Char('\n')).left(400);
    confirm(this, tr("Paste %1 lines?").arg(lines.size()),
            tr("The program may run each line at once:\n\n%1").arg(begin), tr("Paste"), [this, text] {
                m_view->pasteNow(text);
                m_view->setFocus();
            });
}

void TerminalPanel::showSearch(bool shown)
{
    m_searchBar->setVisible(shown);
    if (shown) {
        m_search->setFocus();
        m_search->selectAll();
    } else {
        m_view->find({}, true);
        m_view->setFocus();
    }
}

void TerminalPanel::find(bool backward)
{
    const int count = m_view->find(m_search->text(), backward);
    m_found->setText(m_search->text().isEmpty() ? QString() : count == 1 ? tr("1 line") : tr("%1 lines").arg(count));
}

bool TerminalPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            showSearch(false);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return DockPanel::eventFilter(watched, event);
}

void TerminalPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TerminalPanel::retranslate()
{
    m_again->setText(tr("Connect again"));
    m_containers->setToolTip(tr("Container"));
    m_search->setPlaceholderText(tr("Find; Enter goes up, Shift+Enter down"));
}

} // namespace skiff::desktop
