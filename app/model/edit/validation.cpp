#include "app/model/edit/validation.h"

#include "app/model/edit/fixed_fields.h"
#include "app/model/edit/nearest_name.h"
#include "app/model/edit/value_check.h"
#include "cluster/data/yaml/plain_scalar.h"
#include "cluster/data/yaml/yaml.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <optional>

namespace skiff::model::edit {

namespace {

constexpr size_t MostProblems = 200;

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// "line 3, column 7: words" → place and words.
std::pair<TextRange, QString> splitPlace(const std::string& message)
{
    static const QRegularExpression form(QStringLiteral("^line (\\d+), column (\\d+): (.*)$"),
                                         QRegularExpression::DotMatchesEverythingOption);
    const auto match = form.match(QString::fromStdString(message));
    if (!match.hasMatch())
        return {{}, QString::fromStdString(message)};
    return {{match.captured(1).toInt() - 1, match.captured(2).toInt() - 1, 1}, match.captured(3)};
}

} // namespace

TypeName typeNameOf(const YamlOutline& outline, int document)
{
    return {outline.scalar(outline.child(-1, document, QStringLiteral("apiVersion"))).toStdString(),
            outline.scalar(outline.child(-1, document, QStringLiteral("kind"))).toStdString()};
}

/// Goes through the entries of an outline beside their types.
class Validation::Walk
{
public:
    Walk(const YamlOutline& outline, const Schema* schema) : m_outline(outline), m_schema(schema)
    {
        if (schema)
            m_values.emplace(*schema);
    }

    std::vector<Problem> take()
    {
        std::stable_sort(m_problems.begin(), m_problems.end(), [](const Problem& a, const Problem& b) {
            return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
        return std::move(m_problems);
    }

    void add(TextRange place, const QString& text, Problem::Severity severity = Problem::Severity::Error)
    {
        if (m_problems.size() < MostProblems)
            m_problems.push_back({severity, place, text});
    }

    void tabs()
    {
        for (int line = 0; line < m_outline.lines().size(); ++line) {
            const QString& text = m_outline.lines()[line];
            int at = 0;
            while (at < text.size() && text[at] == u' ')
                ++at;
            // Texts of several lines may hold tabs of their own.
            if (at < text.size() && text[at] == u'\t' && !m_outline.isContinued(line))
                add({line, at, 1}, tr("A tab: YAML indents with spaces only."));
        }
    }

    void duplicates(int entry, int document)
    {
        QSet<QString> seen;
        for (const int each : m_outline.children(entry, document)) {
            const auto& child = m_outline.entries()[size_t(each)];
            if (!child.isElement() && child.key != QLatin1String("<<")) {
                if (seen.contains(child.key))
                    add(child.place, tr("\"%1\" is here twice; only one of them can count.").arg(child.key));
                seen.insert(child.key);
            }
            duplicates(each, document);
        }
    }

    void document(int document, const data::Value* before)
    {
        const TypeName name = typeNameOf(m_outline, document);
        const auto top = m_outline.children(-1, document);
        if (top.empty())
            return;
        const TextRange first = m_outline.entries()[size_t(top.front())].place;
        if (name.apiVersion.empty())
            add(first, tr("apiVersion is missing."));
        if (name.kind.empty())
            add(first, tr("kind is missing."));
        if (!m_schema || name.apiVersion.empty() || name.kind.empty() || name.kind == "List")
            return;
        const data::ObjectType* type = m_schema->find(name);
        if (!type) {
            unknownKind(document, name);
            return;
        }
        members(-1, document, *type, first);
        if (before)
            fixed(document, name, *before);
    }

private:
    void unknownKind(int document, const TypeName& name)
    {
        std::vector<std::string_view> near;
        std::string elsewhere;
        const auto kinds = m_schema->kinds();
        if (std::binary_search(kinds.begin(), kinds.end(), name)) // the cluster has it, its fields are not known (yet)
            return;
        for (const TypeName& each : kinds) {
            if (each.kind == name.kind)
                elsewhere = each.apiVersion;
            if (each.apiVersion == name.apiVersion)
                near.push_back(each.kind);
        }
        const auto& entry = m_outline.entries()[size_t(m_outline.child(-1, document, QStringLiteral("kind")))];
        const std::string_view meant = nearestName(name.kind, near);
        QString text = tr("The cluster does not know the kind %1 in %2.")
                           .arg(QString::fromStdString(name.kind), QString::fromStdString(name.apiVersion));
        if (!elsewhere.empty())
            text += QLatin1Char(' ') + tr("It is in %1.").arg(QString::fromStdString(elsewhere));
        else if (!meant.empty())
            text += QLatin1Char(' ') + tr("Is %1 meant?").arg(fromView(meant));
        add(entry.value, text, Problem::Severity::Warning);
    }

    void members(int entry, int document, const data::ObjectType& type, TextRange place)
    {
        const auto children = m_outline.children(entry, document);
        for (const int each : children) {
            const auto& child = m_outline.entries()[size_t(each)];
            if (child.isElement() || child.key == QLatin1String("<<"))
                continue;
            const data::Field* field = type.find(child.key.toStdString());
            if (field)
                value(each, document, field->type, field);
            else if (!type.preserveUnknown && !type.fields.empty())
                unknownField(child, type);
        }
        for (const data::Field& field : type.fields) {
            const bool there = !field.required || std::any_of(children.begin(), children.end(), [&](int each) {
                return m_outline.entries()[size_t(each)].key == fromView(field.name) ||
                       m_outline.entries()[size_t(each)].key == QLatin1String("<<");
            });
            // A server fills in what has a default.
            if (!there && field.defaultJson.empty())
                add(place, tr("%1 is missing.").arg(fromView(field.name)));
        }
    }

    void unknownField(const YamlOutline::Entry& child, const data::ObjectType& type)
    {
        if (m_problems.size() >= MostProblems)
            return;
        std::vector<std::string_view> names;
        for (const data::Field& field : type.fields)
            names.push_back(field.name);
        const std::string typed = child.key.toStdString();
        const std::string_view meant = nearestName(typed, names);
        QString text = tr("%1 has no field \"%2\".").arg(fromView(shortName(type)), child.key);
        if (!meant.empty())
            text += QLatin1Char(' ') + tr("Is \"%1\" meant?").arg(fromView(meant));
        add(child.place, text);
    }

    void value(int id, int document, const data::TypeRef& type, const data::Field* field)
    {
        using data::TypeKind;
        const auto& entry = m_outline.entries()[size_t(id)];
        const auto children = m_outline.children(id, document);
        if (type.kind == TypeKind::Raw || (entry.valueType == YamlOutline::Value::None && children.empty()))
            return;
        if (entry.valueType == YamlOutline::Value::Flow) {
            flow(entry, type, field);
            return;
        }
        const bool list = !children.empty() && m_outline.entries()[size_t(children.front())].isElement();
        const bool map = !children.empty() && !list;
        switch (type.kind) {
        case TypeKind::Object:
            if (list || isScalar(entry))
                return mismatch(entry, type);
            if (type.object)
                members(id, document, *type.object, entry.place);
            return;
        case TypeKind::Map:
            if (list || isScalar(entry))
                return mismatch(entry, type);
            for (const int each : children)
                if (type.element)
                    value(each, document, *type.element, nullptr);
            return;
        case TypeKind::List:
            if (map || isScalar(entry))
                return mismatch(entry, type);
            for (const int each : children)
                element(each, document, type, field);
            return;
        default:
            if (list || map)
                return mismatch(entry, type);
            scalar(id, type, field);
        }
    }

    /// The values that `field` allows are those of its elements.
    void element(int id, int document, const data::TypeRef& list, const data::Field* field)
    {
        if (!list.element || !m_outline.entries()[size_t(id)].isElement())
            return;
        const bool limited = field && !field->enumValues.empty() && list.element->kind == data::TypeKind::String;
        value(id, document, *list.element, limited ? field : nullptr);
    }

    /// A null is as good as nothing.
    bool isScalar(const YamlOutline::Entry& entry) const
    {
        if (entry.valueType == YamlOutline::Value::Block)
            return true;
        if (entry.valueType != YamlOutline::Value::Scalar)
            return false;
        const QString text = m_outline.lines()[entry.value.line].mid(entry.value.column, entry.value.length);
        return !text.startsWith(u'*') && text != QLatin1String("null") && text != QLatin1String("~");
    }

    static QString nameOf(const YamlOutline::Entry& entry) { return entry.isElement() ? tr("The element") : entry.key; }

    void mismatch(const YamlOutline::Entry& entry, const data::TypeRef& type)
    {
        add(entry.value.length > 0 ? entry.value : entry.place, ValueCheck::wrongType(nameOf(entry), type));
    }

    void limits(const YamlOutline::Entry& entry, const data::Value& value, const data::Field& field)
    {
        for (const QString& text : m_values->beyondLimits(value, field))
            add(entry.value, text);
    }

    void scalar(int id, const data::TypeRef& type, const data::Field* field)
    {
        const auto& entry = m_outline.entries()[size_t(id)];
        if (!isScalar(entry))
            return;
        data::Value value;
        if (entry.valueType == YamlOutline::Value::Block || m_outline.isFolded(entry)) {
            value = "text";
            field = nullptr; // its words are not looked at
        } else if (entry.quoted) {
            value = m_outline.scalar(id).toStdString();
        } else {
            const QString text = m_outline.lines()[entry.value.line].mid(entry.value.column, entry.value.length);
            auto resolved = data::yaml::resolvePlain(text.toStdString());
            if (!resolved.ok())
                return;
            value = std::move(*resolved);
        }
        if (!ValueCheck::fits(value, type))
            add(entry.value, ValueCheck::wrongType(nameOf(entry), value, type));
        else if (field)
            limits(entry, value, *field);
    }

    /// {…} and […] are checked as values; what is wrong is told at their beginning.
    void flow(const YamlOutline::Entry& entry, const data::TypeRef& type, const data::Field* field)
    {
        QStringList lines = m_outline.lines().mid(entry.value.line, entry.lastLine - entry.value.line + 1);
        lines.front() = lines.front().mid(entry.value.column);
        const auto value = data::parseYamlDocument(lines.join(QLatin1Char('\n')).toStdString());
        if (value.ok())
            flowValue(entry, *value, type, field);
    }

    void flowValue(const YamlOutline::Entry& entry, const data::Value& value, const data::TypeRef& type,
                   const data::Field* field)
    {
        if (value.is_null())
            return;
        if (!ValueCheck::fits(value, type)) {
            add(entry.value, ValueCheck::wrongType(nameOf(entry), value, type));
        } else if (type.kind == data::TypeKind::Object && type.object) {
            for (const auto& [key, member] : value.get_object()) {
                if (const data::Field* inner = type.object->find(key)) {
                    flowValue(entry, member, inner->type, inner);
                } else if (!type.object->preserveUnknown && !type.object->fields.empty()) {
                    YamlOutline::Entry named = entry;
                    named.place = entry.value;
                    named.key = fromView(key);
                    unknownField(named, *type.object);
                }
            }
        } else if (type.kind == data::TypeKind::List && type.element) {
            const bool limited = field && !field->enumValues.empty() && type.element->kind == data::TypeKind::String;
            for (const data::Value& each : value.get_array())
                flowValue(entry, each, *type.element, limited ? field : nullptr);
        } else if (type.kind == data::TypeKind::Map && type.element) {
            for (const auto& [key, member] : value.get_object())
                flowValue(entry, member, *type.element, nullptr);
        } else if (field) {
            limits(entry, value, *field);
        }
    }

    void fixed(int document, const TypeName& name, const data::Value& before)
    {
        const auto after = data::parseYaml(m_outline.lines()
                                               .mid(m_outline.documents()[size_t(document)].firstLine,
                                                    m_outline.documents()[size_t(document)].lastLine -
                                                        m_outline.documents()[size_t(document)].firstLine + 1)
                                               .join(QLatin1Char('\n'))
                                               .toStdString());
        if (!after.ok() || after->size() != 1)
            return;
        for (const std::vector<std::string_view>& path : changedFixedFields(name.kind, before, after->front())) {
            std::vector<OutlineStep> steps;
            QStringList words;
            for (const std::string_view step : path) {
                steps.push_back({fromView(step), -1});
                words.append(fromView(step));
            }
            const int entry = m_outline.nearest(document, steps);
            if (entry >= 0)
                add(m_outline.entries()[size_t(entry)].place,
                    tr("%1 cannot be changed once the object exists.").arg(words.join(QLatin1Char('.'))));
        }
    }

    const YamlOutline& m_outline;
    const Schema* m_schema;
    std::vector<Problem> m_problems;
    std::optional<ValueCheck> m_values; ///< where there is a schema
};

std::vector<Problem> Validation::check(const QString& text, const YamlOutline& outline, const Schema* schema,
                                       const data::Value* before)
{
    Walk walk(outline, schema);
    walk.tabs();
    for (int document = 0; document < int(outline.documents().size()); ++document)
        walk.duplicates(-1, document);
    const auto parsed = data::parseYaml(text.toStdString());
    if (!parsed.ok()) {
        auto [place, words] = splitPlace(parsed.error().message);
        place.line = std::clamp(place.line, 0, int(outline.lines().size()) - 1);
        // Where a line is too short for the place, its whole text is what is wrong.
        const int length = int(outline.lines()[place.line].size());
        if (place.column >= length)
            place = {place.line, 0, std::max(1, length)};
        auto problems = walk.take();
        const bool told = std::any_of(problems.begin(), problems.end(),
                                      [&place = place](const Problem& each) { return each.place.line == place.line; });
        if (!told)
            problems.push_back({Problem::Severity::Error, place, words});
        return problems;
    }
    for (int document = 0; document < int(outline.documents().size()); ++document)
        walk.document(document, document == 0 ? before : nullptr);
    return walk.take();
}

} // namespace skiff::model::edit
