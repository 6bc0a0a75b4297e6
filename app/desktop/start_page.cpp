#include "app/desktop/start_page.h"

#include "app/desktop/command_box.h"
#include "app/desktop/node_log_dialog.h"
#include "app/model/advice.h"
#include "widgets/icons.h"
#include "widgets/timeline.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int CardWidth = 480;
constexpr int BoatSize = 88;

QFont titleFont(const QFont& base)
{
    QFont font = base;
    font.setPixelSize(18);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

StartPage::StartPage(session::ClusterControl& control, QWidget* parent)
    : QWidget(parent), m_control(control), m_card(new QWidget(this)), m_boat(new QLabel), m_title(new QLabel),
      m_sentence(new QLabel), m_problem(new QLabel), m_timeline(new widgets::Timeline), m_start(new QPushButton),
      m_delete(new QPushButton), m_connect(new QPushButton), m_log(new QPushButton), m_command(new CommandBox)
{
    setObjectName(QStringLiteral("startPage"));
    m_start->setObjectName(QStringLiteral("startCluster"));
    m_start->setDefault(true);
    m_log->setObjectName(QStringLiteral("showNodeLog"));
    m_start->setMinimumHeight(36);
    m_delete->setObjectName(QStringLiteral("deleteStopped"));
    m_connect->setObjectName(QStringLiteral("connectExisting"));
    m_problem->setObjectName(QStringLiteral("startProblem"));
    m_timeline->setObjectName(QStringLiteral("startTimeline"));
    m_title->setFont(titleFont(font()));
    m_title->setAlignment(Qt::AlignHCenter);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_boat->setAlignment(Qt::AlignHCenter);
    m_boat->setFixedHeight(BoatSize);

    auto* card = new QVBoxLayout(m_card);
    card->setContentsMargins(32, 32, 32, 24);
    card->setSpacing(widgets::metrics::WideGap);
    card->addWidget(m_boat);
    card->addWidget(m_title);
    card->addWidget(m_sentence);
    card->addSpacing(widgets::metrics::Gap);
    card->addWidget(m_timeline);
    card->addWidget(m_problem);
    card->addWidget(m_command);
    card->addSpacing(widgets::metrics::Gap / 2);
    card->addWidget(m_start);
    auto* second = new QHBoxLayout;
    second->addStretch();
    second->addWidget(m_connect);
    second->addWidget(m_log);
    second->addWidget(m_delete);
    second->addStretch();
    card->addLayout(second);
    m_card->setFixedWidth(CardWidth);

    auto* page = new QVBoxLayout(this);
    page->addStretch(2);
    auto* middle = new QHBoxLayout; // not an alignment: the card's height follows from its width
    middle->addStretch();
    middle->addWidget(m_card);
    middle->addStretch();
    page->addLayout(middle);
    page->addStretch(3);

    connect(m_start, &QPushButton::clicked, this, &StartPage::startOrAsk);
    connect(m_connect, &QPushButton::clicked, this, &StartPage::connectRequested);
    connect(m_delete, &QPushButton::clicked, this, &StartPage::deleteRequested);
    connect(m_log, &QPushButton::clicked, this, &StartPage::openLog);
    connect(&m_control, &session::ClusterControl::stateChanged, this, &StartPage::showState);
    connect(&m_control, &session::ClusterControl::timelineChanged, this, &StartPage::showTimeline);
    connect(&m_control, &session::ClusterControl::failed, this, &StartPage::showFailure);
    m_command->hide();
    m_problem->hide();
    showWords();
    showState();
    showTimeline();
}

void StartPage::showState()
{
    using State = session::ClusterControl::State;
    const State state = m_control.state();
    const bool idle = state == State::Absent || state == State::Stopped;
    const bool unknown = state == State::Unknown && !m_control.problem().isEmpty();
    m_start->setEnabled(idle || unknown);
    m_start->setVisible(state != State::Running && state != State::Stopping && state != State::Deleting);
    m_connect->setVisible(idle || state == State::Unknown);
    m_delete->setVisible(state == State::Stopped);
    if (unknown)
        showProblem(m_control.problem());
    else if (!idle || m_unknown)
        showProblem({});
    m_unknown = unknown;
    showWords();
    showTimeline();
}

void StartPage::startOrAsk()
{
    if (!m_unknown) {
        m_control.start();
        return;
    }
    m_start->setEnabled(false); // until the answer
    m_control.refresh();
}

void StartPage::showFailure(const QString& message)
{
    using State = session::ClusterControl::State;
    if (m_control.state() == State::Stopping || m_control.state() == State::Deleting)
        return; // the window tells it
    if (m_unknown)
        return; // said already, with the state
    showProblem(message);
    if (m_control.timeline().failed())
        m_problem->hide(); // the phase that failed says the words itself
    showTimeline();
}

void StartPage::showProblem(const QString& message)
{
    const model::Advice advice = model::takeApart(message);
    m_problem->setText(advice.words);
    m_problem->setVisible(!advice.words.isEmpty());
    m_command->setCommand(advice.command);
    m_command->setVisible(!advice.command.isEmpty());
}

void StartPage::openLog()
{
    QString service = QStringLiteral("server");
    for (const model::Phase& phase : m_control.timeline().phases())
        if (phase.state == model::Phase::State::Failed)
            service = phase.id == QLatin1String("containerd") ? phase.id
                      : phase.id == QLatin1String("node")     ? QStringLiteral("agent")
                                                              : service;
    (new NodeLogDialog(m_control.program(), m_control.profile(), service, this))->open();
}

void StartPage::showTimeline()
{
    std::vector<widgets::TimelineRow> rows;
    for (const model::Phase& phase : m_control.timeline().phases()) {
        widgets::TimelineRow row{.title = phase.title(), .seconds = phase.seconds, .progress = phase.progress};
        row.state = widgets::TimelineRow::State(int(phase.state));
        row.detail = phase.state == model::Phase::State::Running  ? phase.lastLine
                     : phase.state == model::Phase::State::Failed ? model::takeApart(phase.problem).words
                                                                  : QString();
        rows.push_back(std::move(row));
    }
    const bool idle = m_control.state() != session::ClusterControl::State::Starting;
    // After a start that succeeded there is nothing to tell any more.
    const bool shown = !rows.empty() && (!idle || m_control.timeline().failed());
    m_timeline->setVisible(shown);
    m_boat->setVisible(!shown);
    m_log->setVisible(shown && idle);
    m_timeline->setRows(std::move(rows));
}

void StartPage::showWords()
{
    using State = session::ClusterControl::State;
    m_boat->setPixmap(widgets::icon(QStringLiteral("boat")).pixmap(QSize(BoatSize, BoatSize)));
    m_title->setText(tr("Skiff"));
    m_sentence->setText(sentence());
    const State state = m_control.state();
    m_start->setText(state == State::Starting            ? tr("Starting…")
                     : m_unknown                         ? tr("Ask again")
                     : m_control.timeline().failed()     ? tr("Try again")
                                                         : tr("Start cluster"));
    m_log->setText(tr("Show log…"));
    m_delete->setText(tr("Delete the cluster…"));
    m_connect->setText(tr("Connect to an existing cluster…"));
    QPalette bad = palette();
    bad.setColor(QPalette::WindowText, widgets::tokens(palette()).bad);
    m_problem->setPalette(bad);
}

QString StartPage::sentence() const
{
    switch (m_control.state()) {
    case session::ClusterControl::State::Starting: return tr("Your cluster is on its way.");
    case session::ClusterControl::State::Stopped: return tr("Your cluster is stopped. Everything in it is kept.");
    case session::ClusterControl::State::Stopping: return tr("Stopping the cluster…");
    case session::ClusterControl::State::Deleting: return tr("Deleting the cluster…");
    case session::ClusterControl::State::Running: return tr("Your cluster is running.");
    case session::ClusterControl::State::Absent:
        if (m_control.timeline().failed())
            return tr("The cluster did not start.");
        [[fallthrough]];
    default:
        if (m_unknown)
            return tr("It is not known what your cluster is doing.");
        return tr("A Kubernetes cluster of your own, on this machine, in seconds.");
    }
}

void StartPage::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& t = widgets::tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.window);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(t.line);
    painter.setBrush(t.surface);
    painter.drawRoundedRect(QRectF(m_card->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), widgets::metrics::Radius,
                            widgets::metrics::Radius);
}

void StartPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) {
        showWords();
        showTimeline();
    }
}

} // namespace skiff::desktop
