#include "cluster/store/sqlite/sqlite_store.h"
#include "tests/contract/store/store_contract.h"
#include "tests/support/register_test.h"

#include <QTemporaryDir>

using namespace skiff;

class SqliteContractTest : public test::StoreContract
{
    Q_OBJECT

protected:
    std::unique_ptr<store::Store> openEmpty() override
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = store::openSqliteStore({.folder = m_folder->filePath("store").toStdString()});
        return opened.ok() ? std::move(*opened) : nullptr;
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

SKIFF_REGISTER_TEST(SqliteContractTest);

#include "sqlite_contract_test.moc"
