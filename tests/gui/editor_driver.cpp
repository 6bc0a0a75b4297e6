#include "tests/gui/editor_driver.h"

#include "app/model/edit/editor_text.h"
#include "app/model/edit/templates.h"
#include "app/model/resource_table_model.h"
#include "tests/gui/foreign_cluster.h"
#include "widgets/table_view.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTextDocument>

namespace skiff::test {

namespace {

/// The console's own template of a Deployment, with an image that nobody pulls.
QByteArray deployment()
{
    for (const model::edit::Template& each : model::edit::templates(QStringLiteral("default")))
        if (each.type.kind == "Deployment")
            return QString(each.text).replace("nginx:stable", "registry.local/web:1").toUtf8();
    return {};
}

template <typename Condition>
bool waitUntil(Condition condition)
{
    return QTest::qWaitFor(condition, EditorPatience);
}

} // namespace

bool EditorDriver::begin()
{
    // A foreign server may still have what another test made.
    return m_server.start() &&
           (foreignKubeconfig().isEmpty() || kubectl({"delete", "deployment", "web", "--ignore-not-found"})) &&
           kubectl({"apply", "--server-side", "--field-manager=kubectl", "-f", "-"}, deployment()).has_value() &&
           openConsole(m_server.kubeconfig());
}

bool EditorDriver::openConsole(const QString& kubeconfig, const QString& home)
{
    m_console.reset();
    m_console = std::make_unique<Console>(kubeconfig, QString(), QString(), home);
    return m_console->connectToFirstContext();
}

std::optional<QByteArray> EditorDriver::kubectl(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.start("kubectl", QStringList{"--kubeconfig", m_server.kubeconfig()} + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!waitUntil([&process] { return process.state() == QProcess::NotRunning; }))
        process.kill();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return process.readAllStandardOutput();
    qInfo("kubectl: %s", process.readAllStandardError().constData());
    return std::nullopt;
}

QByteArray EditorDriver::field(const QString& object, const QString& path)
{
    return kubectl({"get", object, "-o", "jsonpath=" + path}).value_or("?");
}

QString EditorDriver::userWith(const QString& name, const QString& verbs, const QString& resources)
{
    const auto server = kubectl({"config", "view", "--raw", "-o", "jsonpath={.clusters[0].cluster.server}"});
    const auto authority =
        kubectl({"config", "view", "--raw", "-o", "jsonpath={.clusters[0].cluster.certificate-authority-data}"});
    if (!server || !authority || !kubectl({"create", "serviceaccount", name}) ||
        !kubectl({"create", "clusterrole", name, "--verb=" + verbs, "--resource=" + resources}) ||
        !kubectl({"create", "clusterrolebinding", name, "--clusterrole=" + name, "--serviceaccount=default:" + name}))
        return {};
    const auto token = kubectl({"create", "token", name});
    QFile file(m_folder.filePath(name));
    if (!token || !file.open(QIODevice::WriteOnly))
        return {};
    file.write("apiVersion: v1\nkind: Config\ncurrent-context: " + name.toUtf8() +
               "\nclusters:\n- name: test\n  cluster: {server: '" + server->trimmed() +
               "', certificate-authority-data: " + authority->trimmed() +
               "}\nusers:\n- name: user\n  user: {token: " + token->trimmed() +
               "}\ncontexts:\n- name: " + name.toUtf8() + "\n  context: {cluster: test, user: user}\n");
    return file.fileName();
}

bool EditorDriver::openPage(const QString& id)
{
    auto* navigation = waitFor<QListWidget>("navigation");
    return navigation && waitUntil([&] {
               for (int row = 0; row < navigation->count(); ++row)
                   if (navigation->item(row)->data(Qt::UserRole) == id) {
                       navigation->setCurrentRow(row);
                       return true;
                   }
               return false;
           });
}

bool EditorDriver::edit(const QString& page, const QString& name)
{
    auto* table = openPage(page) ? waitFor<widgets::TableView>(page + "Table") : nullptr;
    const auto row = [&] {
        for (int i = 0; i < table->model()->rowCount(); ++i)
            if (table->model()->index(i, 0).data(model::ResourceTableModel::NameRole).toString() == name)
                return i;
        return -1;
    };
    if (!table || !waitUntil([&] { return row() >= 0; }))
        return false;
    choose(*table, row());
    table->setFocus();
    QTest::keyClick(table, Qt::Key_E);
    // The first look at the text has been taken, too.
    return waitUntil([this] { return editor() && editor()->lineCount() > 1; }) &&
           waitUntil([this] { return editor()->problems().empty(); });
}

bool EditorDriver::newFrom(const QString& kind)
{
    QTest::keyClick(&m_console->window(), Qt::Key_K, Qt::ControlModifier);
    QLineEdit* search = nullptr;
    if (!waitUntil([&] { return (search = m_console->window().findChild<QLineEdit*>("paletteSearch")) != nullptr; }))
        return false;
    QTest::keyClicks(search, "New from template");
    QTest::keyClick(search, Qt::Key_Return);
    QLineEdit* words = nullptr;
    if (!waitUntil([&] { return (words = m_console->window().findChild<QLineEdit*>("templateSearch")) != nullptr; }))
        return false;
    QTest::keyClicks(words, kind);
    m_console->shootTop("editor-templates");
    QTest::keyClick(words, Qt::Key_Return);
    if (!waitUntil([&] { return editor() && editor()->text().contains("kind: " + kind); }))
        return false;
    m_console->window().activateWindow(); // there is no window manager to do it
    editor()->setFocus();
    return QTest::qWaitForWindowActive(&m_console->window());
}

desktop::Dock* EditorDriver::dock()
{
    return m_console->window().findChild<desktop::Dock*>("dock");
}

widgets::CodeEditor* EditorDriver::editor()
{
    return panel() ? panel()->findChild<widgets::CodeEditor*>("editor") : nullptr;
}

QString EditorDriver::status()
{
    return panel()->findChild<QLabel*>("editorStatus")->text();
}

QString EditorDriver::said()
{
    if (!panel())
        return "no editor";
    const QWidget* focus = QApplication::focusWidget();
    return QStringList{status(), banner("editorNotice")->text(), banner("editorRemote")->text(),
                       focus ? focus->objectName() : QString()}
        .join(" | ");
}

QString EditorDriver::firstDifference()
{
    const QStringList base = model::edit::editedText(panel()->session().base()).split('\n');
    const QStringList text = editor()->text().split('\n');
    for (int i = 0; i < std::min(base.size(), text.size()); ++i)
        if (base[i] != text[i])
            return QStringLiteral(" server: '%1', text: '%2'").arg(base[i], text[i]);
    return QStringLiteral(" %1 lines, text %2").arg(base.size()).arg(text.size());
}

int EditorDriver::lineOf(const QString& text)
{
    return int(editor()->text().left(editor()->text().indexOf(text)).count('\n'));
}

void EditorDriver::replace(const QString& from, const QString& to)
{
    const qsizetype at = editor()->text().indexOf(from);
    if (at < 0)
        return;
    QTextCursor cursor(editor()->document());
    cursor.setPosition(int(at));
    cursor.setPosition(int(at + from.size()), QTextCursor::KeepAnchor);
    cursor.insertText(to);
}

bool EditorDriver::problemWith(const QString& words)
{
    const auto problems = editor()->problems();
    return std::any_of(problems.begin(), problems.end(),
                       [&words](const widgets::EditorProblem& problem) { return problem.text.contains(words); });
}

bool EditorDriver::confirmBox()
{
    QMessageBox* box = nullptr;
    if (!waitUntil([&] { return (box = m_console->window().findChild<QMessageBox*>("messageBox")) != nullptr; }))
        return false;
    m_console->shootTop("editor-question");
    box->findChild<QPushButton*>("confirm")->click();
    if (!waitUntil([&] { return m_console->window().findChild<QMessageBox*>("messageBox") == nullptr; }))
        return false;
    m_console->window().activateWindow(); // there is no window manager to do it
    return QTest::qWaitForWindowActive(&m_console->window());
}

bool EditorDriver::revert()
{
    if (!waitUntil([this] { return button("editorRevert")->isEnabled(); }))
        return false;
    button("editorRevert")->click();
    return confirmBox() && waitUntil([this] { return !panel()->modified(); });
}

bool EditorDriver::closeEditor()
{
    if (!waitUntil([this] { return !panel()->modified(); }))
        return false;
    dock()->closePanel(panel());
    return waitUntil([this] { return panel() == nullptr; });
}

bool EditorDriver::waitApplied()
{
    return waitUntil([this] { return status().startsWith("Applied"); });
}

} // namespace skiff::test
