#include "app/desktop/page_bar.h"

#include "app/desktop/panel_host.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int WidestNamespaces = 200;
constexpr int WidestTitleKept = 240;

QToolButton* makeButton(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

PageBar::PageBar(PanelHost& host, bool withNamespaces, QWidget* parent)
    : QWidget(parent), m_host(host), m_back(makeButton("back", "back")), m_forward(makeButton("forward", "onward")),
      m_title(new QLabel), m_caption(new QLabel), m_extras(new QHBoxLayout),
      m_namespaces(makeButton("namespaceChooser", "namespaces")), m_search(makeButton("openPalette", "search"))
{
    QFont titleFont = font();
    titleFont.setPixelSize(18);
    titleFont.setWeight(QFont::DemiBold);
    m_title->setFont(titleFont);
    m_title->setObjectName(QStringLiteral("pageTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(40);
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    // The caption stands on the title's base line.
    m_caption->setContentsMargins(0, 0, 0, QFontMetrics(titleFont).descent() - fontMetrics().descent());
    m_namespaces->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_namespaces->setMaximumWidth(WidestNamespaces);
    m_namespaces->setVisible(withNamespaces);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(widgets::metrics::Gap, widgets::metrics::WideGap, widgets::metrics::WideGap, widgets::metrics::WideGap);
    row->setSpacing(widgets::metrics::Gap / 2);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addSpacing(widgets::metrics::Gap / 2);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(widgets::metrics::Gap);
    heading->addWidget(m_title, 0, Qt::AlignBottom);
    heading->addWidget(m_caption, 0, Qt::AlignBottom);
    row->addLayout(heading);
    row->setAlignment(heading, Qt::AlignVCenter);
    row->addStretch();
    row->addLayout(m_extras);
    row->addSpacing(widgets::metrics::Gap / 2);
    row->addWidget(m_namespaces);
    row->addWidget(m_search);

    connect(m_back, &QToolButton::clicked, &host, [&host] { emit host.backRequested(); });
    connect(m_forward, &QToolButton::clicked, &host, [&host] { emit host.forwardRequested(); });
    connect(m_search, &QToolButton::clicked, &host, [&host] { emit host.paletteRequested(); });
    connect(m_namespaces, &QToolButton::clicked, &host, [&host, this] { emit host.namespacesRequested(m_namespaces); });
    connect(&host, &PanelHost::historyChanged, this, &PageBar::showHistory);
    connect(&host.cluster(), &session::ClusterHandle::namespacesChanged, this, &PageBar::showNamespaces);
    showHistory();
    retranslate();
}

void PageBar::setTitle(const QString& title)
{
    m_title->setText(title);
    // The names of kinds are never cut; objects may have names longer than any window.
    m_title->setMinimumWidth(std::min(m_title->fontMetrics().horizontalAdvance(title) + 1, WidestTitleKept));
}

void PageBar::setCaption(const QString& caption)
{
    m_caption->setText(caption);
}

QString PageBar::caption() const
{
    return m_caption->text();
}

void PageBar::addWidget(QWidget* widget)
{
    m_extras->addWidget(widget);
    keepTabOrder();
}

QToolButton* PageBar::addButton(const char* name, const char* icon)
{
    QToolButton* button = makeButton(name, icon);
    addWidget(button);
    return button;
}

/// From left to right, whenever a control was made.
void PageBar::keepTabOrder()
{
    QWidget* last = m_forward;
    const auto follow = [&last](QWidget* next) {
        setTabOrder(last, next);
        last = next;
    };
    for (int i = 0; i < m_extras->count(); ++i)
        follow(m_extras->itemAt(i)->widget());
    follow(m_namespaces);
    follow(m_search);
}

void PageBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void PageBar::showNamespaces()
{
    const QStringList& chosen = m_host.cluster().namespaces();
    const QString words = chosen.isEmpty()     ? tr("All namespaces")
                          : chosen.size() == 1 ? chosen.front()
                                               : tr("%1 namespaces").arg(chosen.size());
    m_namespaces->setText(m_namespaces->fontMetrics().elidedText(words, Qt::ElideMiddle, WidestNamespaces - 48));
    m_namespaces->setToolTip((chosen.size() > 1 ? chosen.join(QStringLiteral(", ")) : tr("Choose namespaces")) + QStringLiteral(" (N)"));
    m_namespaces->setAccessibleName(words);
}

void PageBar::showHistory()
{
    m_back->setEnabled(m_host.canGoBack());
    m_forward->setEnabled(m_host.canGoForward());
}

void PageBar::retranslate()
{
    const auto name = [](QToolButton* button, const QString& words, const QString& keys) {
        button->setToolTip(QStringLiteral("%1 (%2)").arg(words, keys));
        button->setAccessibleName(words);
    };
    name(m_back, tr("Back"), QKeySequence(QStringLiteral("Alt+Left")).toString(QKeySequence::NativeText));
    name(m_forward, tr("Forward"), QKeySequence(QStringLiteral("Alt+Right")).toString(QKeySequence::NativeText));
    name(m_search, tr("Search everything"), QKeySequence(QStringLiteral("Ctrl+K")).toString(QKeySequence::NativeText));
    showNamespaces();
}

} // namespace skiff::desktop
