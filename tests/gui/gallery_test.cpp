#include "app/desktop/appearance.h"
#include "tests/support/register_test.h"
#include "widgets/banner.h"
#include "widgets/icons.h"
#include "widgets/log_view.h"
#include "widgets/status_glyph.h"
#include "widgets/table_view.h"
#include "widgets/timeline.h"
#include "widgets/tokens.h"
#include "widgets/yaml_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace skiff;
using namespace skiff::widgets;

namespace {

/// The colours with their names, and the shapes of states.
class Swatches final : public QWidget
{
public:
    Swatches() { setFixedHeight(112); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Tokens& t = tokens(palette());
        const QList<QPair<QString, QColor>> colors{{"window", t.window}, {"surface", t.surface}, {"line", t.line}, {"text", t.text},
            {"second", t.second}, {"disabled", t.disabled}, {"accent", t.accent}, {"good", t.good}, {"busy", t.busy},
            {"warning", t.warning}, {"bad", t.bad}};
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        int x = 0;
        for (const auto& [name, color] : colors) {
            painter.setPen(t.line);
            painter.setBrush(color);
            painter.drawRoundedRect(QRectF(x + 0.5, 0.5, 76, 40), metrics::Radius, metrics::Radius);
            painter.setPen(t.text);
            painter.drawText(x, 58, name);
            painter.setPen(t.second);
            painter.drawText(x, 74, color.name().toUpper());
            x += 88;
        }
        x = 0;
        const QList<QPair<QString, Glyph>> glyphs{{"running", Glyph::Dot}, {"pending", Glyph::Half}, {"completed", Glyph::Ring},
            {"warning", Glyph::Triangle}, {"failed", Glyph::Cross}, {"paused", Glyph::Bars}};
        for (const auto& [name, glyph] : glyphs) {
            drawGlyph(painter, QRectF(x, 97, GlyphSize, GlyphSize), glyph, t);
            painter.setPen(t.text);
            painter.drawText(x + GlyphSize + metrics::Gap, 107, name);
            x += 110;
        }
    }
};

class GlyphRoleModel final : public QStandardItemModel
{
public:
    void add(const QString& name, Glyph glyph, const QString& status, const QString& age)
    {
        auto* state = new QStandardItem(status);
        state->setData(int(glyph), Qt::UserRole + 1);
        auto* strong = new QStandardItem(name);
        strong->setData(true, Qt::UserRole + 2);
        appendRow({strong, state, new QStandardItem(age)});
    }
};

constexpr int IconsInRow = 30;

QWidget* controls()
{
    auto* box = new QWidget;
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* buttons = new QHBoxLayout;
    auto* primary = new QPushButton(QStringLiteral("Start cluster"));
    primary->setDefault(true);
    buttons->addWidget(primary);
    buttons->addWidget(new QPushButton(QStringLiteral("Drain node…")));
    auto* off = new QPushButton(QStringLiteral("Disabled"));
    off->setEnabled(false);
    buttons->addWidget(off);
    auto* tool = new QToolButton;
    tool->setIcon(icon(QStringLiteral("logs")));
    tool->setText(QStringLiteral("Logs"));
    tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tool->setAutoRaise(true);
    buttons->addWidget(tool);
    buttons->addStretch();
    auto* fields = new QHBoxLayout;
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(QStringLiteral("Filter"));
    fields->addWidget(filter);
    auto* choice = new QComboBox;
    choice->addItems({QStringLiteral("app"), QStringLiteral("metrics")});
    fields->addWidget(choice);
    auto* follow = new QCheckBox(QStringLiteral("Follow"));
    follow->setChecked(true);
    fields->addWidget(follow);
    fields->addWidget(new QCheckBox(QStringLiteral("Previous")));
    auto* icons = new QGridLayout;
    icons->setSpacing(metrics::WideGap);
    for (const QString& file : QDir(QStringLiteral(":/icons")).entryList()) {
        auto* label = new QLabel;
        label->setPixmap(icon(file.chopped(4)).pixmap(metrics::Icon, metrics::Icon));
        icons->addWidget(label, icons->count() / IconsInRow, icons->count() % IconsInRow);
    }
    icons->setColumnStretch(IconsInRow, 1);
    rows->addLayout(buttons);
    rows->addLayout(fields);
    rows->addLayout(icons);
    return box;
}

QWidget* tabs(GlyphRoleModel& model)
{
    model.setHorizontalHeaderLabels({"Name", "Status", "Age"});
    model.add("storefront-7c9d6b5f4-2xk8p", Glyph::Dot, "Running", "3d4h");
    model.add("mailer-84c6f9d7b-kk2vd", Glyph::Half, "ContainerCreating", "4s");
    model.add("payments-6f7d8c9b5-x2lqp", Glyph::Cross, "CrashLoopBackOff", "12m");
    model.add("catalog-migrate-28871", Glyph::Ring, "Completed", "2h");
    auto* table = new TableView;
    table->setTableRoles({.glyph = Qt::UserRole + 1, .strong = Qt::UserRole + 2});
    table->setModel(&model);
    table->sortByColumn(0, Qt::DescendingOrder);
    table->selectRow(1);
    table->fitColumns();
    auto* yaml = new YamlView;
    yaml->setYaml(QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web # a comment\n  labels:\n    app: \"web\"\nspec:\n  replicas: 3\n  paused: false\n"));
    auto* tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    tabs->addTab(table, QStringLiteral("Details"));
    tabs->addTab(yaml, QStringLiteral("YAML"));
    tabs->setFixedHeight(190);
    return tabs;
}

QWidget* texts()
{
    auto* timeline = new Timeline;
    timeline->setRows({{.title = "Node image", .state = TimelineRow::State::Done, .seconds = 0.1},
                       {.title = "Container runtime", .state = TimelineRow::State::Running, .seconds = 0.8, .progress = 0.6, .detail = "loading image pause:3.6"},
                       {.title = "Control plane", .state = TimelineRow::State::Failed, .seconds = 2.1, .detail = "port 6443 is taken by another program"},
                       {.title = "Node ready"}});
    auto* yaml = new YamlView;
    yaml->setYaml(QStringLiteral("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web # a comment\n  labels:\n    app: \"web\"\nspec:\n  priority: 3\n  hostNetwork: false\n"));
    yaml->setFixedHeight(160);
    auto* log = new LogView;
    log->append({QStringLiteral("[::ffff:10.244.0.1]:52344: response:200"), QStringLiteral("[::ffff:10.244.0.1]:52346: url:/index.html"), QStringLiteral("[::ffff:10.244.0.1]:52346: response:200")});
    log->setFixedHeight(160);
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::PageMargin);
    row->addWidget(timeline, 1, Qt::AlignTop);
    row->addWidget(yaml, 1);
    row->addWidget(log, 1);
    return box;
}

} // namespace

/// Every widget on one page.
class GalleryTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsEveryWidgetInBothThemes()
    {
        if (QFontDatabase::families().contains(QStringLiteral("Inter")))
            QApplication::setFont(QFont(QStringLiteral("Inter")));
        desktop::Appearance appearance(*qApp);
        appearance.setLanguage(QStringLiteral("en"));
        QDir(QStringLiteral(SKIFF_BINARY_DIR "/artefacts/screenshots")).mkpath(QStringLiteral("."));
        for (const auto scheme : {desktop::Appearance::Scheme::Light, desktop::Appearance::Scheme::Dark}) {
            appearance.setScheme(scheme);
            GlyphRoleModel model;
            QWidget page;
            page.setFixedWidth(1040);
            auto* column = new QVBoxLayout(&page);
            column->setContentsMargins(metrics::PageMargin, metrics::PageMargin, metrics::PageMargin, metrics::PageMargin);
            column->setSpacing(metrics::Margin);
            auto* banner = new Banner;
            banner->addButton()->setText(QStringLiteral("Try now"));
            for (QWidget* part : {static_cast<QWidget*>(new Swatches), controls(), static_cast<QWidget*>(banner), tabs(model), texts()})
                column->addWidget(part);
            banner->say(Glyph::Triangle, QStringLiteral("The connection to \"lab\" is interrupted. Skiff keeps trying; what you see may be old."));
            page.show();
            QVERIFY(QTest::qWaitForWindowExposed(&page));
            QVERIFY(page.grab().save(QStringLiteral(SKIFF_BINARY_DIR "/artefacts/screenshots/gallery-%1.png").arg(desktop::Appearance::schemeName(scheme))));
        }
    }
};

SKIFF_REGISTER_TEST(GalleryTest);
#include "gallery_test.moc"
