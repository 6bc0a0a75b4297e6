#include "app/model/edit/editor_text.h"

#include "app/model/edit/normal_form.h"
#include "cluster/data/yaml/plain_scalar.h"
#include "cluster/data/yaml/yaml.h"

namespace skiff::model::edit {

namespace {

constexpr size_t LongestLine = 4000;
constexpr size_t PieceLength = 1000;

bool hasLongLine(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        if (end - at > LongestLine)
            return true;
        at = end + 1;
    }
    return false;
}

/// The length of the character, or the escape, at `at` of a JSON string.
size_t characterAt(std::string_view json, size_t at)
{
    size_t length = json[at] == '\\' ? (json[at + 1] == 'u' ? 6 : 2) : 1;
    while (at + length < json.size() && (uint8_t(json[at + length]) & 0xC0) == 0x80)
        ++length; // a character is not torn
    return length;
}

/// A string in double quotes over several lines; a backslash at a line's end joins it to the next. Lines break
/// where the text does.
std::string foldedQuoted(std::string_view text, size_t indent)
{
    std::string json;
    data::yaml::appendDoubleQuoted(json, text);
    const std::string lineBreak = "\\\n" + std::string(indent, ' ');
    std::string folded;
    folded.reserve(json.size() + json.size() / 100);
    size_t lineLength = 0;
    bool broken = false; // the text has a line end here
    for (size_t at = 0; at < json.size();) {
        const size_t length = characterAt(json, at);
        if ((lineLength >= PieceLength || broken) && at + length < json.size()) {
            folded += lineBreak;
            lineLength = 0;
            if (json[at] == ' ') // leading space of a continued line would be dropped
                folded += '\\';
        }
        broken = json.compare(at, length, "\\n") == 0;
        folded.append(json, at, length);
        lineLength += length;
        at += length;
    }
    return folded;
}

/// Takes long strings out of `value`, leaving marks in their place.
void takeLong(data::Value& value, const std::string& mark, std::vector<std::string>& taken)
{
    if (value.is_string() && hasLongLine(value.get_string())) {
        taken.emplace_back(value.get_string());
        value = mark + std::to_string(taken.size() - 1) + "z";
    } else if (value.is_object()) {
        for (auto& [key, member] : value.get_object())
            takeLong(member, mark, taken);
    } else if (value.is_array()) {
        for (data::Value& each : value.get_array())
            takeLong(each, mark, taken);
    }
}

/// `yaml` with the strings in the place of their marks, which come in the same order.
std::string withLong(const std::string& yaml, const std::string& mark, const std::vector<std::string>& taken)
{
    std::string text;
    size_t done = 0;
    for (size_t i = 0; i < taken.size(); ++i) {
        const std::string wanted = mark + std::to_string(i) + "z";
        const size_t at = yaml.find(wanted, done);
        if (at == std::string::npos) // cannot be: what was put in is written out
            break;
        text.append(yaml, done, at - done);
        // Further lines stand deeper than the key or dash that begins this one.
        const size_t begin = yaml.rfind('\n', at) + 1;
        const size_t indent = yaml.find_first_not_of(" -", begin) - begin;
        text += foldedQuoted(taken[i], indent + 2);
        done = at + wanted.size();
    }
    return text + yaml.substr(done);
}

/// Whether the members that both have come in the same order.
bool sameOrder(const data::Object& a, const data::Object& b)
{
    auto next = b.begin();
    for (const auto& [key, member] : a) {
        if (!b.contains(key))
            continue;
        while (next != b.end() && !a.contains(next->key()))
            ++next;
        if (next == b.end() || next->key() != key)
            return false;
        ++next;
    }
    return true;
}

} // namespace

QString editorText(const data::Value& object)
{
    data::Object ordered;
    for (const char* key : {"apiVersion", "kind", "metadata", "spec"})
        if (const data::Value* value = data::find(object, {key}))
            ordered.emplace(key, *value);
    if (object.is_object())
        for (const auto& [key, value] : object.get_object())
            ordered.emplace(key, value); // what is there stays
    data::Value shown(std::move(ordered));
    data::removeAt(shown, {"metadata", "managedFields"});
    // A mark that no text of the object holds.
    std::string mark = "skiffLongString";
    const std::string all = data::toJson(shown);
    while (all.find(mark) != std::string::npos)
        mark += "x";
    mark += "y";
    std::vector<std::string> taken;
    takeLong(shown, mark, taken);
    return QString::fromStdString(withLong(data::toYaml(shown), mark, taken));
}

data::Value orderedLike(const data::Value& value, const data::Value& model)
{
    if (value.is_array() && model.is_array()) {
        data::Array list;
        for (size_t i = 0; i < value.get_array().size(); ++i)
            list.push_back(i < model.get_array().size() ? orderedLike(value.get_array()[i], model.get_array()[i])
                                                        : value.get_array()[i]);
        return list;
    }
    if (!value.is_object() || !model.is_object())
        return value;
    const data::Object& members = value.get_object();
    const data::Object& others = model.get_object();
    data::Object ordered;
    if (!sameOrder(members, others))
        for (const auto& [key, member] : others)
            if (const data::Value* own = members.if_contains(key))
                ordered.emplace(key, orderedLike(*own, member));
    for (const auto& [key, member] : members) { // what is there stays
        const data::Value* other = others.if_contains(key);
        ordered.emplace(key, other ? orderedLike(member, *other) : member);
    }
    return ordered;
}

QString editedText(const data::Value& object)
{
    return object.is_object() ? editorText(withoutServerFields(object)) : QString();
}

Result<data::Value> objectFromText(const QString& text)
{
    SKIFF_TRY_ASSIGN(std::vector<data::Value> documents, data::parseYaml(text.toStdString()));
    if (documents.empty() || !documents.front().is_object())
        return Error{ErrorCode::InvalidArgument, "line 1, column 1: the text holds no object"};
    if (documents.size() > 1)
        return Error{ErrorCode::InvalidArgument, "the text holds several documents; the editor applies one object"};
    return std::move(documents.front());
}

} // namespace skiff::model::edit
