#include "app/model/edit/editor_text.h"

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

/// A string in double quotes over several lines; a backslash at a line's end joins it to the next.
std::string foldedQuoted(std::string_view text)
{
    const std::string json = data::toJson(data::Value(text));
    std::string folded;
    size_t lineLength = 0;
    for (size_t at = 0; at < json.size();) {
        size_t length = json[at] == '\\' ? (json[at + 1] == 'u' ? 6 : 2) : 1;
        while (at + length < json.size() && (uint8_t(json[at + length]) & 0xC0) == 0x80)
            ++length; // a character is not torn
        if (lineLength >= PieceLength && at + length < json.size()) {
            folded += "\\\n  ";
            lineLength = 0;
            if (json[at] == ' ') // leading space of a continued line would be dropped
                folded += '\\';
        }
        folded += json.substr(at, length);
        lineLength += length;
        at += length;
    }
    return folded;
}

/// Takes long strings out of `value`, leaving marks in their place.
void takeLong(data::Value& value, const std::string& mark, std::vector<std::string>& taken)
{
    if (value.is_string() && hasLongLine(value.get_string())) {
        taken.push_back(foldedQuoted(value.get_string()));
        value = mark + std::to_string(taken.size() - 1) + "z";
    } else if (value.is_object()) {
        for (auto& [key, member] : value.get_object())
            takeLong(member, mark, taken);
    } else if (value.is_array()) {
        for (data::Value& each : value.get_array())
            takeLong(each, mark, taken);
    }
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
    std::string text = data::toYaml(shown);
    for (size_t i = 0; i < taken.size(); ++i) {
        const std::string wanted = mark + std::to_string(i) + "z";
        if (const size_t at = text.find(wanted); at != std::string::npos)
            text.replace(at, wanted.size(), taken[i]);
    }
    return QString::fromStdString(text);
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
