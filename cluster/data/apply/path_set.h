#pragma once

#include "cluster/data/apply/path.h"

#include <span>
#include <vector>

namespace skiff::data {

/// A set of field paths, as a trie. That a path is in the set says nothing of the paths below or above it.
///
/// All sets that meet in an operation are made with one PathPool and are valid while it lives.
class PathSet
{
public:
    struct Branch;

    bool empty() const { return m_branches.empty(); }
    bool operator==(const PathSet& other) const;
    /// Sorted by compare(); no branch is without members.
    const std::vector<Branch>& branches() const { return m_branches; }
    /// The branch of `element`, or nullptr.
    const Branch* find(const PathElement* element) const;
    bool contains(std::span<const PathElement* const> path) const;
    bool containsAll(const PathSet& other) const;

    /// Adds a path; the empty path is no member of any set.
    void insert(std::span<const PathElement* const> path);
    /// Adds a branch behind all others when that keeps the order, else at its place.
    void append(Branch branch);

    /// Takes over a branch that was built apart; the path leads to where it goes.
    void insert(std::span<const PathElement* const> path, Branch branch);
    /// Sorts branches that were added with push() and joins equal ones.
    void sort();
    /// Adds a branch without keeping the order; sort() must follow.
    void push(Branch branch);

    /// As unite(), subtract() and subtractTrees(), on this set.
    void add(PathSet other);
    void remove(const PathSet& other);
    void removeTrees(const PathSet& other);

    static PathSet unite(const PathSet& a, const PathSet& b);
    static PathSet intersect(const PathSet& a, const PathSet& b);
    /// The members of `a` that are no members of `b`.
    static PathSet subtract(const PathSet& a, const PathSet& b);
    /// The members of `a` that are not in `b` and not below a member of it.
    static PathSet subtractTrees(const PathSet& a, const PathSet& b);

    /// Calls `visit(const Path&)` for each member: those of a level before those below it.
    template <class Visit>
    void forEach(Visit visit) const
    {
        Path path;
        walk(path, visit);
    }

private:
    template <class Visit>
    void walk(Path& path, Visit& visit) const;
    Branch& branch(const PathElement* element);

    std::vector<Branch> m_branches;
};

/// A step, whether it ends a member, and what is below.
struct PathSet::Branch
{
    const PathElement* element = nullptr;
    bool member = false;
    PathSet below;
};

template <class Visit>
void PathSet::walk(Path& path, Visit& visit) const
{
    for (const Branch& each : m_branches) {
        if (!each.member)
            continue;
        path.push_back(each.element);
        visit(static_cast<const Path&>(path));
        path.pop_back();
    }
    for (const Branch& each : m_branches) {
        path.push_back(each.element);
        each.below.walk(path, visit);
        path.pop_back();
    }
}

} // namespace skiff::data
