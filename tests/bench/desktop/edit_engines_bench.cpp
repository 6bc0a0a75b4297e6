// What the editor's engines take for large texts: 10,000 lines, and a ConfigMap with one value of a megabyte.
#include "app/model/edit/apply_plan.h"
#include "app/model/edit/completion.h"
#include "app/model/edit/editor_text.h"
#include "app/model/edit/line_diff.h"
#include "app/model/edit/open_api_schema.h"
#include "app/model/edit/validation.h"

#include <fmt/format.h>

#include <ctime>
#include <functional>

using namespace skiff;
using namespace skiff::model::edit;

namespace {

/// CPU time, which is what counts on a shared machine.
void measure(std::string_view what, const std::function<void()>& work)
{
    work(); // warm
    const std::clock_t begin = std::clock();
    int rounds = 0;
    while (std::clock() - begin < CLOCKS_PER_SEC / 3 || rounds < 3) {
        work();
        ++rounds;
    }
    fmt::print("{:<44} {:>9.2f} ms\n", what, 1e3 * double(std::clock() - begin) / CLOCKS_PER_SEC / rounds);
}

/// A Deployment of `lines` lines: many containers.
QString largeText(int lines)
{
    QString text = QStringLiteral("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n"
                                  "  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n"
                                  "      labels:\n        app: web\n    spec:\n      containers:\n");
    for (int i = 0; i * 10 < lines; ++i)
        text += QStringLiteral(
                    "      - name: c%1\n        image: registry.example.com/web:%1\n        args: [\"-a\", \"b\"]\n"
                    "        env:\n        - name: A\n          value: \"%1\"\n        resources:\n"
                    "          limits:\n            memory: 64Mi\n        imagePullPolicy: Always\n")
                    .arg(i);
    return text;
}

void measureText(std::string_view name, const QString& text)
{
    const auto schema = builtinSchema();
    const YamlOutline outline(text);
    const int last = int(outline.lines().size()) - 2;
    fmt::print("{}: {} lines, {} KB\n", name, outline.lines().size(), text.size() / 1024);
    measure("  outline", [&] { (void)YamlOutline(text); });
    measure("  validation", [&] { (void)Validation::check(text, outline, schema.get()); });
    measure("  completion on the last line", [&] { (void)complete(outline, *schema, last, 8); });
    measure("  hover on the last line", [&] { (void)hover(outline, *schema, last, 10); });
    QStringList changed = outline.lines();
    for (int i = 5; i < changed.size(); i += 97)
        changed[i] += QLatin1Char('x');
    measure("  differences, each 97th line changed", [&] { (void)diffLines(outline.lines(), changed); });
    const auto object = objectFromText(text);
    if (!object.ok())
        return;
    const TypeName type = typeNameOf(outline, 0);
    data::Value mine = *object;
    data::ensureObject(mine, {"metadata", "labels"})["a"] = "b";
    measure("  read as an object", [&] { (void)objectFromText(text); });
    measure("  written as a text", [&] { (void)editorText(*object); });
    measure("  plan of an apply", [&] { (void)planApply(*object, mine, schema->find(type)); });
}

} // namespace

int main()
{
    measureText("Deployment", largeText(10'000));
    measureText("Pod-sized Deployment", largeText(100));
    data::Value map = data::parseJson(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"}})").value();
    data::ensureObject(map, {"data"})["blob"] = std::string(1024 * 1024, 'x');
    measureText("ConfigMap", editorText(map));
    return 0;
}
