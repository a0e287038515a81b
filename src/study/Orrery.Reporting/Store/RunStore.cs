using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Orrery.Evaluation;
using Orrery.Reporting.Json;
using Orrery.Reporting.Tables;

namespace Orrery.Reporting.Store;

/// <summary>
/// A file of runs, to list, fetch and compare them later. Several programs may use the same file at once; one object serves one thread.
/// Everything throws <see cref="RunStoreException"/> where the file cannot be used.
/// </summary>
public sealed class RunStore : IDisposable
{
    const int PatienceSeconds = 30;

    readonly SqliteConnection _connection;
    readonly string _path;

    RunStore(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>Opens the file, or creates it; its folder must exist.</summary>
    /// <exception cref="RunStoreException">The file is damaged, of something else, of a later version, or out of reach.</exception>
    public static RunStore Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = PatienceSeconds }.ToString());
        try
        {
            Guarded(path, () =>
            {
                connection.Open();
                StoreSchema.Prepare(connection, path);
                return true;
            });
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new(connection, path);
    }

    /// <summary>Saves a run; a run that is there already stays as it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="created">The time now.</param>
    /// <returns>Whether it is new.</returns>
    public bool Save(RunResult run, DateTimeOffset created) => Guarded(_path, () =>
    {
        var verdict = Verdict.Of(run);
        using var command = Command("""
            INSERT INTO runs VALUES ($id, $created, $scenario, $hash, $seed, $version, $systems, $met, $cheapest, $dollars, $fastest, $carbon, $json)
            ON CONFLICT (id) DO NOTHING
            """,
            ("$id", run.RunId),
            ("$created", created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
            ("$scenario", run.Scenario),
            ("$hash", run.ScenarioHash),
            ("$seed", run.Seed),
            ("$version", run.ProductVersion),
            ("$systems", run.Systems.Length),
            ("$met", verdict.ObjectivesMet),
            ("$cheapest", verdict.Cheapest?.Name),
            ("$dollars", verdict.Cheapest?.Simulated?.Cost.DollarsPerMillionTokens),
            ("$fastest", verdict.Fastest?.Name),
            ("$carbon", verdict.LeastCarbon?.Name),
            ("$json", Zip(run)));
        return command.ExecuteNonQuery() > 0;
    });

    /// <summary>All runs, the latest first.</summary>
    public ImmutableArray<StoredRun> List() => Guarded(_path, () =>
    {
        using var command = Command("""
            SELECT id, created_utc, scenario, scenario_hash, seed, product_version, systems, objectives_met,
                   cheapest, cheapest_dollars_per_million_tokens, fastest, least_carbon
            FROM runs ORDER BY created_utc DESC, id
            """);
        using var row = command.ExecuteReader();
        var runs = ImmutableArray.CreateBuilder<StoredRun>();
        while (row.Read())
            runs.Add(new(
                row.GetString(0), DateTimeOffset.Parse(row.GetString(1), CultureInfo.InvariantCulture), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5),
                row.GetInt32(6), row.GetBoolean(7), Text(row, 8), row.IsDBNull(9) ? null : row.GetDouble(9), Text(row, 10), Text(row, 11)));
        return runs.ToImmutable();
    });

    /// <summary>The run whose identity starts so; the whole identity always leads to its run.</summary>
    public RunLookup Get(string prefix) => Guarded<RunLookup>(_path, () =>
    {
        using var command = Command("SELECT id, result_json_gzip FROM runs WHERE substr(id, 1, length($prefix)) = $prefix ORDER BY id", ("$prefix", prefix));
        using var row = command.ExecuteReader();
        var ids = ImmutableArray.CreateBuilder<string>();
        byte[]? json = null;
        while (row.Read())
        {
            ids.Add(row.GetString(0));
            if (json is null || ids[^1] == prefix) json = row.GetFieldValue<byte[]>(1);
        }

        return ids.Count switch
        {
            0 => new RunLookup.Unknown(prefix),
            > 1 when !ids.Contains(prefix) => new RunLookup.Ambiguous(prefix, ids.ToImmutable()),
            _ => new RunLookup.Found(Unzip(json!)),
        };
    });

    /// <summary>Deletes the run whose identity starts so.</summary>
    /// <returns>The run that was deleted, or why none was.</returns>
    public RunLookup Delete(string prefix)
    {
        var lookup = Get(prefix);
        if (lookup is RunLookup.Found found)
            Guarded(_path, () =>
            {
                using var command = Command("DELETE FROM runs WHERE id = $id", ("$id", found.Result.RunId));
                return command.ExecuteNonQuery();
            });
        return lookup;
    }

    /// <summary>Two runs, metric by metric.</summary>
    public RunComparison Compare(string prefixA, string prefixB)
    {
        var (a, b) = (Get(prefixA), Get(prefixB));
        return new(a, b, a is RunLookup.Found first && b is RunLookup.Found second ? RunDifference.Between(first.Result, second.Result) : []);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value is double.NaN ? DBNull.Value : value ?? DBNull.Value);
        return command;
    }

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static byte[] Zip(RunResult run)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal)) RunResultJson.Write(run, zip);
        return bytes.ToArray();
    }

    static RunResult Unzip(byte[] bytes)
    {
        using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return RunResultJson.Read(zip);
    }

    static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException fault)
        {
            throw Explain(path, fault);
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidCastException or FormatException)
        {
            throw new RunStoreException(RunStoreProblem.Corrupt, $"A run in {path} cannot be read: {fault.Message}", "Delete that run, or move the file away; Orrery creates a new one.", fault);
        }
    }

    // https://sqlite.org/rescode.html
    static RunStoreException Explain(string path, SqliteException fault) => fault.SqliteErrorCode switch
    {
        5 or 6 => new(RunStoreProblem.Busy, $"{path} is locked by another program.", $"Wait for it to finish, then try again; Orrery waited {PatienceSeconds} s.", fault),
        11 or 26 or 1 => new(RunStoreProblem.Corrupt, $"{path} is damaged or no database of runs: {fault.Message}", "Move it away; Orrery creates a new one. `sqlite3 FILE .recover` may save what is in it.", fault),
        _ => new(RunStoreProblem.Unavailable, $"{path} cannot be opened or written: {fault.Message}", "Check that its folder exists, that it may be written, and that the disk has room.", fault),
    };
}
