#pragma once

#include "cluster/api/resource.h"
#include "cluster/apiserver/watchcache/kept_view.h"
#include "cluster/base/result.h"
#include "cluster/data/json_spans.h"
#include "cluster/data/value.h"
#include "cluster/net/http.h"
#include "cluster/store/store.h"

#include <array>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::apiserver {

class StoredObject;
using ObjectPtr = std::shared_ptr<const StoredObject>;

/// How an object's bytes start in an answer: kind and apiVersion, or nothing inside typed lists.
struct ObjectHead
{
    std::string text;   ///< {"kind":"Pod","apiVersion":"v1",
    static ObjectHead of(std::string_view kind, std::string_view apiVersion);
};

/// What becomes of metadata.managedFields, which are half of a pod and seldom read.
enum class Owners : uint8_t
{
    Shown,
    LeftOut
};

/// One object as the store keeps it, with a small index into its bytes. Answers are put together
/// from the bytes: kind and apiVersion in front, resourceVersion at its place. Immutable; any thread.
///
/// Stored bytes are one digit for the schema level, then the object's JSON without kind,
/// apiVersion and resourceVersion, metadata first.
class StoredObject
{
public:
    /// The level this program writes; rows of a higher one are refused.
    static constexpr char schemaLevel = '1';

    /// The bytes to store for `object`. Takes the members apart; `object` is empty afterwards.
    /// `managedFields` is JSON for metadata.managedFields, or empty when the object itself says what there is.
    static store::Bytes encode(data::Value object, std::string_view managedFields = {});

    /// DataLoss when the bytes are not what encode() writes, Unsupported for a higher level.
    static Result<ObjectPtr> make(const api::Resource& resource, store::Entry entry);
    /// The same object at another revision: that of its deletion.
    ObjectPtr at(store::Revision revision) const;

    const std::string& key() const { return m_entry.key; }
    store::Revision revision() const { return m_entry.revision; }
    std::string_view name() const { return m_name; }
    std::string_view namespaceName() const { return m_namespace; }
    std::string_view uid() const { return m_uid; }
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;
    const Labels& labels() const { return m_labels; }
    /// The JSON of metadata.managedFields, or empty.
    std::string_view managedFields() const { return m_managedFields; }
    /// The value of the resource's field label `index`.
    std::string_view field(size_t index) const { return m_fields[index]; }

    /// The JSON without kind, apiVersion and resourceVersion.
    std::string_view json() const { return std::string_view(*m_entry.value).substr(1); }
    size_t size() const { return m_entry.value->size(); }

    /// Appends the object to `out`; `head` may be nullptr.
    void appendJson(std::string& out, const ObjectHead* head, Owners owners = Owners::Shown) const;
    /// The same as parts that share the stored bytes. `head` must outlive the answer.
    void appendParts(net::Buffers& out, const ObjectHead* head) const;
    /// Appends the value of "metadata" with its resourceVersion.
    void appendMetadata(std::string& out, Owners owners = Owners::Shown) const;

    /// Text of the stored bytes, cut where resourceVersion belongs.
    struct Cut
    {
        std::string_view before;
        std::string_view behind;
    };
    Cut jsonCut() const { return cut(json()); }
    Cut metadataCut() const { return cut(m_metadata); }
    /// Appends the member resourceVersion with the commas it needs between both.
    void appendVersion(std::string& out) const;
    /// What keeps all these views alive.
    const store::Bytes& bytes() const { return m_entry.value; }

    /// The object as a document with kind, apiVersion and resourceVersion, to be changed.
    data::Value toValue(std::string_view kind, std::string_view apiVersion, Owners owners = Owners::Shown) const;
    data::Value toUnownedValue(std::string_view kind, std::string_view apiVersion) const
    {
        return toValue(kind, apiVersion, Owners::LeftOut);
    }

    /// What `make` (returning a unique_ptr<View>) makes of this object, kept with it at the view's place.
    template <class View, class Make>
    const View& view(Make make) const
    {
        return m_views[size_t(View::place)].template get<View>(make);
    }
    /// The view that is kept, or nullptr.
    template <class View>
    const View* keptView() const
    {
        return m_views[size_t(View::place)].template find<View>();
    }
    template <class View>
    const View& keepView(std::unique_ptr<const View> made) const
    {
        return m_views[size_t(View::place)].template keep<View>(std::move(made));
    }

private:
    StoredObject() = default;
    Cut cut(std::string_view text) const;
    void index(const api::Resource& resource);
    void indexMetadata(std::string_view metadata);
    void indexFields(const api::Resource& resource, std::span<const data::JsonSpan> values);
    void appendOwned(std::string& out, std::string_view text, Owners owners) const;

    store::Entry m_entry;
    std::string_view m_metadata;
    size_t m_versionPlace = 0;          ///< where resourceVersion goes, in json()
    std::string_view m_name;
    std::string_view m_namespace;
    std::string_view m_uid;
    std::string_view m_managedFields;
    Labels m_labels;
    std::vector<std::string_view> m_fields;
    std::array<KeptViewSlot, viewPlaces> m_views;
    std::shared_ptr<std::deque<std::string>> m_unescaped; ///< fields whose text has escapes; rare
};

} // namespace skiff::apiserver
