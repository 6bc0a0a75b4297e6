#include "cluster/data/yaml/yaml.h"

#include "cluster/data/document.h"
#include "cluster/data/json_text.h"
#include "cluster/data/utf8.h"
#include "cluster/data/yaml/plain_scalar.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace skiff::data {

namespace {

/// How an error leaves yaml-cpp's callbacks; caught at the rim of this file.
struct Refusal
{
    Error error;
};

[[noreturn]] void refuse(const YAML::Mark& mark, std::string_view what, ErrorCode code = ErrorCode::InvalidArgument)
{
    throw Refusal{{code, fmt::format("line {}, column {}: {}", mark.line + 1, mark.column + 1, what)}};
}

/// About what a value takes, to limit what aliases copy.
size_t costOf(const Value& value)
{
    size_t cost = sizeof(Value);
    if (value.is_string())
        cost += value.get_string().size();
    if (value.is_array()) {
        for (const Value& element : value.get_array())
            cost += costOf(element);
    }
    if (value.is_object()) {
        for (const auto& [key, member] : value.get_object())
            cost += key.size() + costOf(member);
    }
    return cost;
}

/// A key as JSON has it: sigs.k8s.io/yaml turns scalars that are no strings into their text.
std::string keyText(const YAML::Mark& mark, const Value& key)
{
    if (key.is_string())
        return std::string(key.get_string());
    if (key.is_null() || key.is_object() || key.is_array())
        refuse(mark, "a key must be a scalar");
    return toJson(key);
}

/// Builds Values from the events of one document.
class DocumentBuilder final : public YAML::EventHandler
{
public:
    DocumentBuilder(const YamlLimits& limits, size_t& budget) : m_limits(limits), m_budget(budget) {}

    Value take() { return std::move(m_root); }
    /// Where the document begins.
    const YAML::Mark& start() const { return m_start; }

    void OnDocumentStart(const YAML::Mark& mark) override { m_start = mark; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { complete(mark, anchor, nullptr); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, tag, "tag:yaml.org,2002:seq", anchor, Array());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, tag, "tag:yaml.org,2002:map", anchor, Object());
    }
    void OnMapEnd() override { close(); }

private:
    /// A list or map that is being read.
    struct Frame
    {
        Value value;
        YAML::Mark mark;
        YAML::anchor_t anchor = YAML::NullAnchor;
        std::optional<std::string> key; ///< of the member whose value comes next
        bool merging = false;           ///< that key is <<
        std::vector<Value> merged;      ///< what << named
    };

    void open(const YAML::Mark& mark, const std::string& tag, std::string_view usual, YAML::anchor_t anchor,
              Value empty);
    void close();
    void complete(const YAML::Mark& mark, YAML::anchor_t anchor, Value value, bool mergeKey = false);
    void attach(const YAML::Mark& mark, Value value, bool mergeKey);
    void merge(const YAML::Mark& mark, Frame& frame, Value value);
    void charge(const YAML::Mark& mark, size_t cost);

    const YamlLimits& m_limits;
    size_t& m_budget; ///< of YamlLimits::anchoredBytes, for the whole stream
    YAML::Mark m_start = YAML::Mark::null_mark();
    Value m_root;
    std::vector<Frame> m_open;
    std::unordered_map<YAML::anchor_t, Value> m_anchors;
};

void DocumentBuilder::charge(const YAML::Mark& mark, size_t cost)
{
    if (cost > m_budget)
        refuse(mark, "the document contains excessive aliasing", ErrorCode::ResourceExhausted);
    m_budget -= cost;
}

void DocumentBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    const auto found = m_anchors.find(anchor);
    if (found == m_anchors.end())
        refuse(mark, "an anchor contains itself");
    charge(mark, costOf(found->second));
    complete(mark, YAML::NullAnchor, found->second);
}

void DocumentBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                               const std::string& text)
{
    constexpr std::string_view core = "tag:yaml.org,2002:";
    if (tag == "?") {
        auto value = yaml::resolvePlain(text);
        if (!value)
            refuse(mark, value.error().message);
        return complete(mark, anchor, std::move(*value), text == "<<");
    }
    if (tag == "!" || tag == "tag:yaml.org,2002:str")
        return complete(mark, anchor, Value(text));
    if (!tag.starts_with(core))
        refuse(mark, fmt::format("unknown tag {}", tag));
    const std::string_view type = std::string_view(tag).substr(core.size());
    const auto value = yaml::resolvePlain(text);
    const bool fits = value && ((type == "int" && (value->is_int64() || value->is_uint64())) ||
                                (type == "bool" && value->is_bool()) || (type == "null" && value->is_null()) ||
                                (type == "float" && value->is_number()));
    if (!fits)
        refuse(mark, fmt::format("cannot read \"{}\" as {}", text, type));
    complete(mark, anchor, *value);
}

void DocumentBuilder::open(const YAML::Mark& mark, const std::string& tag, std::string_view usual,
                           YAML::anchor_t anchor, Value empty)
{
    if (tag != "?" && tag != "!" && !tag.empty() && tag != usual)
        refuse(mark, fmt::format("unknown tag {}", tag));
    if (m_open.size() == m_limits.depth)
        refuse(mark, "lists and maps are nested too deeply", ErrorCode::ResourceExhausted);
    if (!m_open.empty() && m_open.back().value.is_object() && !m_open.back().key && !m_open.back().merging)
        refuse(mark, "a key must be a scalar");
    m_open.push_back({std::move(empty), mark, anchor, std::nullopt, false, {}});
}

void DocumentBuilder::close()
{
    Frame frame = std::move(m_open.back());
    m_open.pop_back();
    for (const Value& source : frame.merged) {
        for (const auto& [key, member] : source.get_object())
            frame.value.get_object().emplace(key, member);
    }
    complete(frame.mark, frame.anchor, std::move(frame.value));
}

void DocumentBuilder::complete(const YAML::Mark& mark, YAML::anchor_t anchor, Value value, bool mergeKey)
{
    if (anchor != YAML::NullAnchor) {
        charge(mark, costOf(value));
        m_anchors.insert_or_assign(anchor, value);
    }
    attach(mark, std::move(value), mergeKey);
}

void DocumentBuilder::attach(const YAML::Mark& mark, Value value, bool mergeKey)
{
    if (m_open.empty()) {
        m_root = std::move(value);
        return;
    }
    Frame& frame = m_open.back();
    if (frame.value.is_array()) {
        frame.value.get_array().push_back(std::move(value));
    } else if (frame.merging) {
        frame.merging = false;
        merge(mark, frame, std::move(value));
    } else if (frame.key) {
        frame.value.get_object().emplace(*frame.key, std::move(value));
        frame.key.reset();
    } else if (mergeKey) {
        frame.merging = true;
    } else {
        std::string key = keyText(mark, value);
        if (frame.value.get_object().contains(key))
            refuse(mark, fmt::format("key \"{}\" already set in map", key));
        frame.key = std::move(key);
    }
}

void DocumentBuilder::merge(const YAML::Mark& mark, Frame& frame, Value value)
{
    if (value.is_object()) {
        frame.merged.push_back(std::move(value));
        return;
    }
    if (!value.is_array())
        refuse(mark, "map merge requires map or sequence of maps as the value");
    for (Value& source : value.get_array()) {
        if (!source.is_object())
            refuse(mark, "map merge requires map or sequence of maps as the value");
        frame.merged.push_back(std::move(source));
    }
}

/// UTF-8 without control characters, which YAML does not have: yaml-cpp would take zeros at the beginning for the sign
/// of another encoding.
Status checkCharacters(std::string_view text)
{
    for (size_t offset = 0; offset < text.size();) {
        const auto byte = static_cast<unsigned char>(text[offset]);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
            return {ErrorCode::InvalidArgument,
                    describePosition(text, offset) + ": control characters are not allowed"};
        const size_t length = utf8SequenceLength(text.substr(offset));
        if (length == 0)
            return {ErrorCode::InvalidArgument, describePosition(text, offset) + ": the text is no UTF-8"};
        offset += length;
    }
    return {};
}

/// The first key that an object of the document has twice.
std::optional<std::string_view> findDuplicateKey(const Node& node)
{
    std::unordered_set<std::string_view> keys;
    for (auto it = node.begin(); it != node.end(); ++it) {
        if (node.isObject() && !keys.insert(it.key()).second)
            return it.key();
        const Node child = *it;
        if (child.isObject() || child.isArray()) {
            if (const auto duplicate = findDuplicateKey(child))
                return duplicate;
        }
    }
    return std::nullopt;
}

/// JSON has escapes that YAML reads otherwise, and is read faster by its own parser.
bool looksLikeJson(std::string_view text)
{
    const size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

} // namespace

Result<std::vector<Value>> parseYaml(std::string_view text, const YamlLimits& limits)
{
    if (text.size() > limits.bytes)
        return Error{ErrorCode::ResourceExhausted, fmt::format("the text has more than {} bytes", limits.bytes)};
    SKIFF_TRY(checkCharacters(text));
    if (looksLikeJson(text)) {
        if (const auto document = Document::parse(std::string(text))) {
            if (const auto key = findDuplicateKey((*document)->root()))
                return Error{ErrorCode::InvalidArgument, fmt::format("key \"{}\" already set in map", *key)};
            return std::vector<Value>{(*document)->root().toValue()};
        }
    }
    std::vector<Value> documents;
    size_t budget = limits.anchoredBytes;
    try {
        // yaml-cpp takes the end of the text for a closing quote unless an end marker makes it an error.
        std::istringstream stream{std::string(text) + (text.ends_with('\n') ? "...\n" : "")};
        YAML::Parser parser(stream);
        for (int lastStart = -1;;) {
            DocumentBuilder builder(limits, budget);
            if (!parser.HandleNextDocument(builder))
                return documents;
            // Before a token that begins nothing ("a", "b") yaml-cpp finds empty documents for ever.
            if (builder.start().pos == lastStart)
                refuse(builder.start(), "a document cannot go on here");
            lastStart = builder.start().pos;
            Value document = builder.take();
            if (!document.is_null())
                documents.push_back(std::move(document));
        }
    } catch (const Refusal& refusal) {
        return refusal.error;
    } catch (const YAML::Exception& error) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("line {}, column {}: {}", error.mark.line + 1, error.mark.column + 1, error.msg)};
    }
}

Result<Value> parseYamlDocument(std::string_view text, const YamlLimits& limits)
{
    SKIFF_TRY_ASSIGN(std::vector<Value> documents, parseYaml(text, limits));
    if (documents.size() != 1) {
        return Error{ErrorCode::InvalidArgument,
                     documents.empty() ? "the text holds no document" : "the text holds several documents"};
    }
    return std::move(documents.front());
}

} // namespace skiff::data
