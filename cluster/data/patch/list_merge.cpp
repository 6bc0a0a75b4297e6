#include "cluster/data/patch/list_merge.h"

#include "cluster/data/patch/directives.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace skiff::data::patch {

namespace {

/// What makes two elements the same one: the merge key's value, or the scalar itself.
Result<std::string> identity(const Value& element, std::string_view mergeKey)
{
    if (element.is_array())
        return Error{ErrorCode::InvalidArgument, "lists of lists are not supported"};
    if (mergeKey.empty()) {
        if (element.is_object())
            return Error{ErrorCode::Internal, "cannot merge lists without merge key"};
        return toJson(element);
    }
    if (!element.is_object())
        return Error{ErrorCode::InvalidArgument, "list element types are not identical"};
    const Value* key = element.get_object().if_contains(mergeKey);
    if (!key) {
        return Error{ErrorCode::Internal,
                     fmt::format("map: {} does not contain declared merge key: {}", goText(element), mergeKey)};
    }
    return toJson(*key);
}

/// First position of each element of a list.
class Positions
{
public:
    Status add(const Array& list, std::string_view mergeKey)
    {
        for (const Value& element : list) {
            SKIFF_TRY_ASSIGN(std::string id, identity(element, mergeKey));
            add(std::move(id), m_count);
            ++m_count;
        }
        return {};
    }
    void add(std::string id, size_t position) { m_positions.emplace(std::move(id), position); }
    std::optional<size_t> find(const std::string& id) const
    {
        const auto found = m_positions.find(id);
        return found == m_positions.end() ? std::nullopt : std::optional(found->second);
    }

private:
    std::unordered_map<std::string, size_t> m_positions;
    size_t m_count = 0;
};

/// An element on its way into the merged list.
struct Item
{
    Value value;
    std::string id;
};

/// The patch's elements without those that only carry a directive.
struct PatchList
{
    std::vector<const Value*> elements;
    std::unordered_set<std::string> deleted;
    bool replace = false;
};

Result<PatchList> readPatch(const Array& patch, std::string_view mergeKey)
{
    PatchList read;
    for (const Value& element : patch) {
        Directive directive = Directive::Merge;
        if (element.is_object()) {
            SKIFF_TRY_ASSIGN(directive, directiveOf(element.get_object()));
        }
        if (directive == Directive::Merge) {
            read.elements.push_back(&element);
        } else if (directive == Directive::Replace) {
            read.replace = true;
        } else {
            SKIFF_TRY_ASSIGN(std::string id, identity(element, mergeKey));
            read.deleted.insert(std::move(id));
        }
    }
    return read;
}

/// Original and patch in one list, original first; not yet in order.
Result<std::vector<Item>> join(Array& original, const PatchList& patch, const ListMerge& how)
{
    std::vector<Item> merged;
    Positions present;
    if (!patch.replace) {
        for (Value& element : original) {
            SKIFF_TRY_ASSIGN(std::string id, identity(element, how.mergeKey));
            if (patch.deleted.contains(id) || (how.mergeKey.empty() && present.find(id)))
                continue;
            present.add(id, merged.size());
            merged.push_back({std::move(element), std::move(id)});
        }
    }
    for (const Value* element : patch.elements) {
        SKIFF_TRY_ASSIGN(std::string id, identity(*element, how.mergeKey));
        auto position = present.find(id);
        if (!position) {
            position = merged.size();
            present.add(id, *position);
            merged.push_back({how.mergeKey.empty() ? *element : Value(Object()), id});
        }
        if (!how.mergeKey.empty()) {
            Value& target = merged[*position].value;
            SKIFF_TRY(how.mergeElement(target.get_object(), element->get_object()));
        }
    }
    return merged;
}

/// Orders what `wanted` names by it; puts each of the rest before the first such element that
/// came after it in the original.
Array inOrder(std::vector<Item> items, const Positions& wanted, const Positions& before)
{
    std::vector<std::pair<size_t, Item>> named;
    std::vector<Item> rest;
    for (Item& item : items) {
        if (const auto position = wanted.find(item.id))
            named.emplace_back(*position, std::move(item));
        else
            rest.push_back(std::move(item));
    }
    std::stable_sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

    Array ordered;
    ordered.reserve(named.size() + rest.size());
    auto left = rest.begin();
    for (auto& [position, item] : named) {
        const auto place = before.find(item.id);
        while (left != rest.end() && place && before.find(left->id) < place && before.find(left->id))
            ordered.push_back(std::move((left++)->value));
        ordered.push_back(std::move(item.value));
    }
    for (; left != rest.end(); ++left)
        ordered.push_back(std::move(left->value));
    return ordered;
}

/// The patch's elements must come in the order that "$setElementOrder" gives.
Status checkOrder(const PatchList& patch, const ListMerge& how)
{
    size_t next = 0;
    for (const Value* element : patch.elements) {
        SKIFF_TRY_ASSIGN(const std::string id, identity(*element, how.mergeKey));
        for (;; ++next) {
            if (next == how.order->size()) {
                Array list;
                for (const Value* each : patch.elements)
                    list.push_back(*each);
                return {ErrorCode::InvalidArgument,
                        fmt::format("The order in patch list:\n{}\n doesn't match {} list:\n{}\n", goText(list),
                                    "$setElementOrder", goText(*how.order))};
            }
            SKIFF_TRY_ASSIGN(const std::string expected, identity((*how.order)[next], how.mergeKey));
            if (expected == id)
                break;
        }
        ++next;
    }
    return {};
}

} // namespace

Status mergeList(Array& original, const Array* patch, const ListMerge& how)
{
    PatchList read;
    if (patch) {
        SKIFF_TRY_ASSIGN(read, readPatch(*patch, how.mergeKey));
    }
    Positions before;
    SKIFF_TRY(before.add(original, how.mergeKey));
    Positions wanted;
    if (how.order) {
        if (!how.order->empty())
            SKIFF_TRY(checkOrder(read, how));
        SKIFF_TRY(wanted.add(*how.order, how.mergeKey));
    } else {
        for (size_t i = 0; i < read.elements.size(); ++i) {
            SKIFF_TRY_ASSIGN(std::string id, identity(*read.elements[i], how.mergeKey));
            wanted.add(std::move(id), i);
        }
    }
    SKIFF_TRY_ASSIGN(std::vector<Item> merged, join(original, read, how));
    original = inOrder(std::move(merged), wanted, before);
    return {};
}

void removeScalars(Array& list, const Array& values)
{
    std::unordered_set<std::string> removed;
    for (const Value& value : values)
        removed.insert(toJson(value));
    Array kept;
    for (Value& element : list) {
        if (!removed.contains(toJson(element)))
            kept.push_back(std::move(element));
    }
    list = std::move(kept);
}

} // namespace skiff::data::patch
