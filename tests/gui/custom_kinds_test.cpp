#include "tests/gui/editor_driver.h"
#include "tests/support/register_test.h"

#include "app/desktop/apply/apply_sheet.h"
#include "app/desktop/cluster_view.h"
#include "app/desktop/details_view.h"
#include "app/desktop/main_window.h"
#include "app/desktop/resource_page.h"
#include "app/model/resource_table_model.h"
#include "widgets/editor/completion_popup.h"
#include "widgets/editor/hover_card.h"
#include "widgets/table_view.h"

#include <QDropEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>

using namespace skiff;
using namespace skiff::test;

namespace {

constexpr int Patience = 30'000;
const QString boats = QStringLiteral("boats.harbour.example.com");

const QByteArray definition = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: boats.harbour.example.com
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {plural: boats, kind: Boat, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns:
    - {name: Port, type: string, jsonPath: .spec.port}
    - {name: Crew, type: integer, jsonPath: .spec.crew}
    - {name: Phase, type: string, jsonPath: .status.phase}
    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [port]
            properties:
              crew: {type: integer, minimum: 1, default: 2, description: How many people sail her.}
              port: {type: string, enum: [north, south], description: Where she is at home.}
              cargo: {type: array, items: {type: string}, description: What she carries.}
          status:
            type: object
            properties:
              phase: {type: string}
)";

/// With a field and its column more.
QByteArray withMasts()
{
    QByteArray changed = definition;
    changed.replace("    - {name: Phase,",
                    "    - {name: Masts, type: integer, jsonPath: .spec.masts}\n    - {name: Phase,");
    changed.replace("              cargo:",
                    "              masts: {type: integer, default: 1, description: How many sails fit.}\n"
                    "              cargo:");
    return changed;
}

/// v1 goes, v2 is the version that is served and stored.
QByteArray inVersionTwo()
{
    QByteArray changed = withMasts();
    const qsizetype from = changed.indexOf("  - name: v1");
    const QByteArray one = changed.mid(from);
    QByteArray two = one;
    two.replace("name: v1", "name: v2");
    QByteArray old = one;
    old.replace("served: true", "served: false").replace("storage: true", "storage: false");
    return changed.left(from) + two + old;
}

QByteArray boat(const QByteArray& name, const QByteArray& port, int crew, const QByteArray& phase)
{
    return "apiVersion: harbour.example.com/v1\nkind: Boat\nmetadata: {name: " + name +
           ", namespace: default}\nspec: {port: " + port + ", crew: " + QByteArray::number(crew) +
           "}\nstatus: {phase: " + phase + "}\n";
}

} // namespace

/// Kinds that a definition adds, changes and takes away while the real window looks at a real server.
class CustomKindsTest final : public QObject, private EditorDriver
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(begin()); }

    void cleanupTestCase() { closeConsole(); }

    void theKindAppearsByItself()
    {
        QTRY_VERIFY_WITH_TIMEOUT(entry("pods"), Patience);
        QVERIFY(!entry(boats));
        QVERIFY(apply(definition));
        QTRY_VERIFY_WITH_TIMEOUT(entry(boats), Patience);
        QCOMPARE(entry(boats)->text(), "Boats");
    }

    void itsTableIsLiveWithItsColumns()
    {
        QVERIFY(make(boat("pinta", "north", 26, "Sailing")));
        QVERIFY(openPage(boats));
        QTRY_VERIFY_WITH_TIMEOUT(rows() == 1, Patience);
        // Its group was folded; the page that is open stands in sight all the same.
        const auto* navigation = entry(boats)->listWidget();
        QTRY_VERIFY_WITH_TIMEOUT(navigation->viewport()->rect().contains(navigation->visualItemRect(entry(boats))),
                                 Patience);
        QCOMPARE(headings(), QStringList({"Namespace", "Name", "Port", "Crew", "Phase", "Age"}));
        QCOMPARE(cell("pinta", "Crew"), "26");
        QVERIFY(make(boat("nina", "south", 24, "Moored")));
        QVERIFY(make(boat("santa-maria", "north", 40, "Sailing")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, Patience);
        QVERIFY(kubectl({"patch", "boats", "nina", "--type=merge", "-p", R"({"spec":{"crew":25}})"}));
        QTRY_COMPARE_WITH_TIMEOUT(cell("nina", "Crew"), "25", Patience);
        QVERIFY(make(boat("mary-rose", "south", 400, "Sunk")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 4, Patience);
        QVERIFY(kubectl({"delete", "boats", "mary-rose"}));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, Patience);
        choose(*table(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(console().find<desktop::DetailsView>("detailsView")->text().contains("Sailing"),
                                 Patience);
        console().shootAll("custom-kind");
    }

    void itsColumnsCanBeChosen()
    {
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_V);
        QListWidget* list = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((list = columnList()), Patience);
        const auto ports = list->findItems("Port", Qt::MatchExactly);
        QCOMPARE(ports.size(), 1);
        list->setCurrentItem(ports.front());
        QTest::keyClick(list, Qt::Key_Space);
        QTRY_VERIFY(table()->isColumnHidden(int(headings().indexOf("Port"))));
        QTest::keyClick(list, Qt::Key_Escape);
        QTRY_VERIFY(!columnList());
        QVERIFY(!table()->isColumnHidden(int(headings().indexOf("Crew"))));
    }

    void anObjectIsEditedWithTheSchemaOfItsDefinition()
    {
        QVERIFY(edit(boats, "pinta"));
        QVERIFY2(explains("  crew:", "How many people sail her."), qPrintable(said()));
        replace("  port: north\n", "  port: \n");
        QVERIFY2(offers(lineOf("  port: "), {"north", "south"}), qPrintable(editor()->text()));
        console().shootTop("custom-kind-completion");
        QTest::keyClick(editor(), Qt::Key_Escape);
        replace("  port: \n", "  port: north\n  \n");
        QVERIFY2(offers(lineOf("  port: north") + 1, {"cargo"}), qPrintable(editor()->text()));
        QTest::keyClick(editor(), Qt::Key_Escape);
        replace("  port: north\n  \n", "  port: north\n");
    }

    void aWrongTypeIsRefused()
    {
        replace("  crew: 26\n", "  crew: plenty\n  sails: 3\n");
        QTRY_COMPARE_WITH_TIMEOUT(editor()->problems().size(), size_t(2), Patience); // no integer, no such field
        QVERIFY(problemWith("sails"));
        replace("  crew: plenty\n  sails: 3\n", "  crew: plenty\n");
        QTRY_COMPARE_WITH_TIMEOUT(editor()->problems().size(), size_t(1), Patience);
        QVERIFY(clickApply());
        QTRY_VERIFY2_WITH_TIMEOUT(said().contains("The server refused it") && said().contains("spec.crew"),
                                  qPrintable(said()), Patience);
        console().shoot("custom-kind-refused");
        QCOMPARE(field("boat/pinta", "{.spec.crew}"), "26");
        replace("  crew: plenty\n", "  crew: 27\n");
        QTRY_VERIFY_WITH_TIMEOUT(editor()->problems().empty(), Patience);
        QVERIFY(clickApply());
        QVERIFY2(waitApplied(), qPrintable(said()));
        QCOMPARE(field("boat/pinta", "{.spec.crew}"), "27");
        QTRY_COMPARE_WITH_TIMEOUT(cell("pinta", "Crew"), "27", Patience);
    }

    void anotherColumnAndFieldArrive()
    {
        QVERIFY(apply(withMasts()));
        QTRY_COMPARE_WITH_TIMEOUT(
            headings(), QStringList({"Namespace", "Name", "Port", "Crew", "Masts", "Phase", "Age"}), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(cell("nina", "Masts"), "1", Patience);
        QCOMPARE(rows(), 3);
        // What was chosen stays chosen, and the editor that is open knows the field.
        QVERIFY(table()->isColumnHidden(int(headings().indexOf("Port"))));
        QVERIFY(!table()->isColumnHidden(int(headings().indexOf("Masts"))));
        replace("  port: north\n", "  port: north\n  masts: three\n");
        QTRY_VERIFY_WITH_TIMEOUT(problemWith("three") || problemWith("integer"), Patience);
        QVERIFY2(explains("  masts: three", "How many sails fit."), qPrintable(said()));
        replace("  masts: three\n", "");
        QVERIFY(closeEditor());
    }

    void anotherVersionIsFollowed()
    {
        const QPointer<desktop::ResourcePage> before = page();
        QVERIFY(before);
        QVERIFY(apply(inVersionTwo()));
        QTRY_VERIFY_WITH_TIMEOUT(page() && page() != before, Patience);
        QCOMPARE(page()->kind().apiVersion(), "harbour.example.com/v2");
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, Patience);
        QVERIFY(table()->isColumnHidden(int(headings().indexOf("Port"))));
        // Not by kubectl, which remembers for a while what there was.
        QCOMPARE(server().send("DELETE", "/apis/harbour.example.com/v2/namespaces/default/boats/santa-maria"), 200);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, Patience);
    }

    void itsPageGoesWithTheDefinition()
    {
        QVERIFY(kubectl({"delete", "crd", boats}));
        QTRY_VERIFY_WITH_TIMEOUT(notice().contains("This cluster has no Boats any more"), Patience);
        QVERIFY(!table());
        QVERIFY(!entry(boats));
        console().shoot("custom-kind-gone");
        QVERIFY(console().find<QWidget>("overviewPage"));
        // Back leads to what is still there.
        auto* view = console().find<desktop::ClusterView>("clusterView");
        view->goBack();
        QCOMPARE(view->currentPage(), "pods");
        QVERIFY(console().find<widgets::TableView>("podsTable"));
    }

    void aDefinitionAndAnObjectAreDroppedInOneGo()
    {
        drop(boat("victory", "south", 820, "Moored") + "---\n" + definition);
        desktop::ApplySheet* sheet = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((sheet = console().find<desktop::ApplySheet>("applySheet")), Patience);
        using session::ManifestRun;
        QTRY_COMPARE_WITH_TIMEOUT(sheet->run().phase(), ManifestRun::Phase::Ready, Patience);
        auto* go = sheet->findChild<QPushButton*>("applyButton");
        QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), Patience);
        go->click();
        QTRY_COMPARE_WITH_TIMEOUT(sheet->run().counts().applied, 2, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(entry(boats), Patience);
        QVERIFY(openPage(boats));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, Patience);
        QCOMPARE(cell("victory", "Crew"), "820");
    }

private:
    bool apply(const QByteArray& yaml) { return kubectl({"apply", "--server-side", "-f", "-"}, yaml).has_value(); }

    /// Makes an object whose fields are the console's own, so that its editor asks nobody.
    bool make(const QByteArray& yaml)
    {
        return kubectl({"apply", "--server-side", "--field-manager=skiff-desktop", "-f", "-"}, yaml).has_value();
    }

    /// The navigation's entry of a kind; nullptr while there is none.
    QListWidgetItem* entry(const QString& id)
    {
        const auto* navigation = console().find<QListWidget>("navigation");
        for (int row = 0; navigation && row < navigation->count(); ++row)
            if (navigation->item(row)->data(Qt::UserRole).toString() == id)
                return navigation->item(row);
        return nullptr;
    }

    desktop::ResourcePage* page() { return console().find<desktop::ResourcePage>(boats + "Page"); }
    widgets::TableView* table() { return console().find<widgets::TableView>(boats + "Table"); }
    int rows() { return table() ? table()->model()->rowCount() : -1; }

    QStringList headings()
    {
        QStringList titles;
        for (int column = 0; table() && column < table()->model()->columnCount(); ++column)
            titles << table()->model()->headerData(column, Qt::Horizontal).toString();
        return titles;
    }

    /// What the table shows of a boat; "?" when it has no such row or column.
    QString cell(const QString& name, const QString& heading)
    {
        const int column = int(headings().indexOf(heading));
        for (int row = 0; column >= 0 && row < rows(); ++row) {
            const QModelIndex index = table()->model()->index(row, column);
            if (index.data(model::ResourceTableModel::NameRole).toString() == name)
                return index.data().toString();
        }
        return "?";
    }

    QListWidget* columnList()
    {
        auto* list = console().window().findChild<QListWidget*>("columnList");
        return list && list->isVisible() ? list : nullptr;
    }

    QString notice()
    {
        QStringList said;
        for (const auto* banner : console().window().findChildren<widgets::Banner*>())
            if (banner->isVisible())
                said << banner->text();
        return said.join('\n');
    }

    /// The panel looks at what was typed a moment later.
    bool clickApply()
    {
        if (!QTest::qWaitFor([this] { return button("editorApply")->isEnabled(); }, Patience))
            return false;
        button("editorApply")->click();
        return true;
    }

    bool offers(int line, const QStringList& words)
    {
        editor()->goTo(line, int(editor()->line(line).size()));
        QTest::keyClick(editor(), Qt::Key_Space, Qt::ControlModifier);
        return QTest::qWaitFor(
            [&] {
                auto* popup = console().window().findChild<widgets::CompletionPopup*>();
                return popup && popup->isVisible() &&
                       std::all_of(words.begin(), words.end(),
                                   [popup](const QString& word) { return popup->labels().contains(word); });
            },
            Patience);
    }

    /// The field at `text` is explained in these words, sooner or later: schemas are read when they are wanted.
    bool explains(const QString& text, const QString& words)
    {
        return QTest::qWaitFor(
            [&] {
                editor()->goTo(lineOf(text), 3);
                QTest::keyClick(editor(), Qt::Key_I, Qt::ControlModifier);
                auto* card = console().window().findChild<widgets::HoverCard*>();
                return card && card->isVisible() && card->text().contains(words);
            },
            Patience);
    }

    void drop(const QByteArray& yaml)
    {
        QMimeData mime;
        mime.setText(QString::fromUtf8(yaml));
        QWidget& anywhere = *console().window().centralWidget();
        QDragEnterEvent enter({40, 40}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&anywhere, &enter);
        QDropEvent event(QPointF(40, 40), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&anywhere, &event);
        QVERIFY(event.isAccepted());
    }
};

SKIFF_REGISTER_TEST(CustomKindsTest);
#include "custom_kinds_test.moc"
