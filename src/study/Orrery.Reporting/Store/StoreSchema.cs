using Microsoft.Data.Sqlite;

namespace Orrery.Reporting.Store;

/// <summary>The tables of a store, and the guard that keeps other files and other versions from harm.</summary>
static class StoreSchema
{
    public const int Version = 1;
    const int ApplicationId = 0x4F525259;    // "ORRY": tells a store from any other SQLite file

    /// <summary>Creates the tables in an empty file, accepts a store of this version, refuses everything else untouched.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        if (Number(connection, null, "PRAGMA user_version") == 0)
        {
            RefuseForeign(connection, null, path);
            // WAL lets readers go on while one writes; it stays with the file.
            Number(connection, null, "PRAGMA journal_mode = WAL");
            Create(connection, path);
        }

        if (Number(connection, null, "PRAGMA application_id") != ApplicationId) throw Foreign(path);
        var version = Number(connection, null, "PRAGMA user_version");
        if (version > Version)
            throw new RunStoreException(RunStoreProblem.Newer,
                $"{path} was made by a later version of Orrery (schema {version}; this one knows {Version}).", "Use that version, or name another file.");
    }

    static void Create(SqliteConnection connection, string path)
    {
        // Two programs may find the file empty at once: whoever gets the lock creates, the other looks again.
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Number(connection, transaction, "PRAGMA user_version") == 0)
        {
            RefuseForeign(connection, transaction, path);
            using var create = connection.CreateCommand();
            create.Transaction = transaction;
            create.CommandText = $"""
                CREATE TABLE runs (
                    id text PRIMARY KEY,
                    created_utc text NOT NULL,
                    scenario text NOT NULL,
                    scenario_hash text NOT NULL,
                    seed integer NOT NULL,
                    product_version text NOT NULL,
                    systems integer NOT NULL,
                    objectives_met integer NOT NULL,
                    cheapest text,
                    cheapest_dollars_per_million_tokens real,
                    fastest text,
                    least_carbon text,
                    result_json_gzip blob NOT NULL);
                CREATE INDEX runs_by_time ON runs (created_utc);
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {Version};
                """;
            create.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    static void RefuseForeign(SqliteConnection connection, SqliteTransaction? transaction, string path)
    {
        if (Number(connection, transaction, "SELECT count(*) FROM sqlite_master") > 0 && Number(connection, transaction, "PRAGMA application_id") != ApplicationId) throw Foreign(path);
    }

    static RunStoreException Foreign(string path) =>
        new(RunStoreProblem.Foreign, $"{path} is a database of something else.", "Name another file; Orrery creates it.");

    static long Number(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
