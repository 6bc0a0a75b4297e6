#include "cluster/data/apply/path_set.h"

#include <algorithm>

namespace skiff::data {

namespace {

using Branch = PathSet::Branch;

bool isLess(const Branch& branch, const PathElement* element)
{
    return branch.element != element && compare(*branch.element, *element) < 0;
}

bool isNothing(const Branch& branch)
{
    return !branch.member && branch.below.empty();
}

/// Walks two sorted levels side by side: calls `visit(left, right)` with nullptr for what one does not have.
template <class Visit>
void zip(const std::vector<Branch>& a, const std::vector<Branch>& b, Visit visit)
{
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        const int order = left == a.end()                   ? 1
                          : right == b.end()                ? -1
                          : left->element == right->element ? 0
                                                            : compare(*left->element, *right->element);
        visit(order <= 0 ? &*left : nullptr, order >= 0 ? &*right : nullptr);
        left += order <= 0;
        right += order >= 0;
    }
}

} // namespace

bool PathSet::operator==(const PathSet& other) const
{
    return std::equal(m_branches.begin(), m_branches.end(), other.m_branches.begin(), other.m_branches.end(),
                      [](const Branch& a, const Branch& b) {
                          return a.element == b.element && a.member == b.member && a.below == b.below;
                      });
}

const PathSet::Branch* PathSet::find(const PathElement* element) const
{
    const auto found = std::lower_bound(m_branches.begin(), m_branches.end(), element, isLess);
    return found != m_branches.end() && found->element == element ? &*found : nullptr;
}

bool PathSet::contains(std::span<const PathElement* const> path) const
{
    const PathSet* set = this;
    for (size_t i = 0; i < path.size(); ++i) {
        const Branch* next = set->find(path[i]);
        if (!next)
            return false;
        if (i + 1 == path.size())
            return next->member;
        set = &next->below;
    }
    return false;
}

bool PathSet::containsAll(const PathSet& other) const
{
    return std::all_of(other.m_branches.begin(), other.m_branches.end(), [this](const Branch& wanted) {
        const Branch* own = find(wanted.element);
        return own && (own->member || !wanted.member) && own->below.containsAll(wanted.below);
    });
}

PathSet::Branch& PathSet::branch(const PathElement* element)
{
    const auto place = std::lower_bound(m_branches.begin(), m_branches.end(), element, isLess);
    if (place != m_branches.end() && place->element == element)
        return *place;
    return *m_branches.insert(place, Branch{element, false, {}});
}

void PathSet::insert(std::span<const PathElement* const> path)
{
    PathSet* set = this;
    for (size_t i = 0; i < path.size(); ++i) {
        Branch& next = set->branch(path[i]);
        if (i + 1 == path.size())
            next.member = true;
        set = &next.below;
    }
}

void PathSet::insert(std::span<const PathElement* const> path, Branch added)
{
    PathSet* set = this;
    for (const PathElement* step : path)
        set = &set->branch(step).below;
    set->append(std::move(added));
}

void PathSet::push(Branch branch)
{
    m_branches.push_back(std::move(branch));
}

void PathSet::sort()
{
    const auto less = [](const Branch& a, const Branch& b) {
        return isLess(a, b.element);
    };
    if (!std::is_sorted(m_branches.begin(), m_branches.end(), less))
        std::stable_sort(m_branches.begin(), m_branches.end(), less);
    size_t kept = 0;
    for (size_t i = 0; i < m_branches.size(); ++i) {
        Branch& each = m_branches[i];
        if (kept > 0 && m_branches[kept - 1].element == each.element) {
            m_branches[kept - 1].member = m_branches[kept - 1].member || each.member;
            m_branches[kept - 1].below.add(std::move(each.below));
        } else if (!isNothing(each)) {
            if (kept != i)
                m_branches[kept] = std::move(each);
            ++kept;
        }
    }
    m_branches.resize(kept);
}

void PathSet::add(PathSet other)
{
    if (m_branches.empty())
        m_branches = std::move(other.m_branches);
    else if (!other.m_branches.empty())
        *this = unite(*this, other);
}

void PathSet::remove(const PathSet& other)
{
    bool emptied = false;
    for (const Branch& gone : other.m_branches) {
        const auto own = std::lower_bound(m_branches.begin(), m_branches.end(), gone.element, isLess);
        if (own == m_branches.end() || own->element != gone.element)
            continue;
        own->member = own->member && !gone.member;
        own->below.remove(gone.below);
        emptied = emptied || isNothing(*own);
    }
    if (emptied)
        std::erase_if(m_branches, isNothing);
}

void PathSet::removeTrees(const PathSet& other)
{
    for (const Branch& gone : other.m_branches) {
        const auto own = std::lower_bound(m_branches.begin(), m_branches.end(), gone.element, isLess);
        if (own == m_branches.end() || own->element != gone.element)
            continue;
        if (!gone.member)
            own->below.removeTrees(gone.below);
        if (gone.member || isNothing(*own))
            m_branches.erase(own);
    }
}

void PathSet::append(Branch added)
{
    if (isNothing(added))
        return;
    if (m_branches.empty() || isLess(m_branches.back(), added.element)) {
        m_branches.push_back(std::move(added));
        return;
    }
    Branch& own = branch(added.element);
    own.member = own.member || added.member;
    own.below = own.below.empty() ? std::move(added.below) : unite(own.below, added.below);
}

PathSet PathSet::unite(const PathSet& a, const PathSet& b)
{
    PathSet result;
    result.m_branches.reserve(std::max(a.m_branches.size(), b.m_branches.size()));
    zip(a.m_branches, b.m_branches, [&](const Branch* left, const Branch* right) {
        if (left && right)
            result.m_branches.push_back(
                {left->element, left->member || right->member, unite(left->below, right->below)});
        else
            result.m_branches.push_back(left ? *left : *right);
    });
    return result;
}

PathSet PathSet::intersect(const PathSet& a, const PathSet& b)
{
    PathSet result;
    zip(a.m_branches, b.m_branches, [&](const Branch* left, const Branch* right) {
        if (left && right)
            result.append({left->element, left->member && right->member, intersect(left->below, right->below)});
    });
    return result;
}

PathSet PathSet::subtract(const PathSet& a, const PathSet& b)
{
    PathSet result;
    zip(a.m_branches, b.m_branches, [&](const Branch* left, const Branch* right) {
        if (left && right)
            result.append({left->element, left->member && !right->member, subtract(left->below, right->below)});
        else if (left)
            result.m_branches.push_back(*left);
    });
    return result;
}

PathSet PathSet::subtractTrees(const PathSet& a, const PathSet& b)
{
    PathSet result;
    zip(a.m_branches, b.m_branches, [&](const Branch* left, const Branch* right) {
        if (left && right && !right->member)
            result.append({left->element, left->member, subtractTrees(left->below, right->below)});
        else if (left && !right)
            result.m_branches.push_back(*left);
    });
    return result;
}

} // namespace skiff::data
