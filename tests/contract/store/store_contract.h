#pragma once

#include "cluster/store/store.h"

#include <QObject>

#include <memory>

namespace skiff::test {

/// What every store must do. A test class of an implementation derives from it and opens one; Qt
/// Test then runs these cases on it, each on a new, empty store.
class StoreContract : public QObject
{
    Q_OBJECT

protected:
    /// A new, empty store.
    virtual std::unique_ptr<store::Store> openEmpty() = 0;

private slots:
    void init();
    void cleanup();

    void createsReadsReplacesAndDeletes();
    void refusesAWriteOfAnotherRevision();
    void givesRejectedWritesNoRevision();
    void refusesNonsense();
    void keepsAnyBytes();
    void listsAPrefixInOrder();
    void pagesThroughOneSnapshot();
    void readsTheStateOfAnOlderRevision();
    void knowsNoFuture();
    void watchesHistoryThenLife();
    void watchesOnlyItsPrefixButHearsOfProgress();
    void deliversEventsBeforeTheWritersAnswer();
    void saysNothingAfterAWatchIsDestroyed();
    void allowsAWatchToBeDestroyedByItsOwnCallback();
    void catchesUpWhileOthersWrite();
    void forgetsWhatIsCompacted();
    void showsMemoryWritesAtOnce();
    void losesNoUpdateOfConcurrentWriters();

private:
    std::unique_ptr<store::Store> m_store;
};

} // namespace skiff::test
