using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a scenario's traffic.</summary>
static class TrafficSectionKeys
{
    public static readonly Key<CatalogTraffic> Trace = new("trace", "Traffic of the catalog, fitted to a trace.", TrafficKeys.Shape);
    public static readonly Key<string> File = Keys.Text("file", "A trace of your own; a relative path counts from the scenario's folder.");
    public static readonly Key<CatalogTraffic> Synthetic = new("synthetic", "Traffic drawn from distributions that are given here.", TrafficKeys.Shape);
    public static readonly Key<ArrivalSpec> Arrivals = Keys.Table("arrivals", "Replaces the arrivals of the file, and is needed where it records none.", () => TrafficKeys.ArrivalTable, TrafficKeys.BindArrivals).OtherwiseAs("those of the file");
    public static readonly Key<double> Scale = Keys.Number("scale", "Rate of arrivals relative to what is recorded.", Bound.Positive).Or(1);
    public static readonly Key<long> Requests = Keys.Long("requests", "Requests taken at most.", Bound.AtLeast(1)).OtherwiseAs("all");
    public static readonly Key<Seconds> Duration = Keys.Quantity<Seconds>("duration", "Arrivals after this are not taken.", Bound.Positive).OtherwiseAs("all");

    public static readonly Key<ImmutableArray<Named<TenantSpec>>> Tenants = new Key<ImmutableArray<Named<TenantSpec>>>("tenants", "Whose the requests are, by name: latency, fairness and bills are told for each.",
        new NamedShape<TenantSpec>("the tenant's name", new TableShape<TenantSpec>(() => TenantTable!, BindTenant))).Or([], "those that the file names");

    public static readonly Key<double> Share = Keys.Number("share", "Its share of the requests that name no tenant, against the shares of the others.", Bound.Positive).Or(1);
    public static readonly Key<double> Weight = Keys.Number("weight", "The service that it is due, against the weights of the others.", Bound.Positive).Or(1);
    public static readonly Key<int> Priority = Keys.Int("priority", "Priority of its requests; the lowest number goes first where the scheduler is `priority`.", new Bound(int.MinValue, int.MaxValue)).OtherwiseAs("the requests' own");

    public static readonly KeyTable TenantTable = new("tenant", "Somebody whose requests are told apart from others'.", Share, Weight, Priority);

    public static readonly Key<UsersSpec> ClosedLoop = Keys.Table("closed-loop", "A fixed number of users who send the requests in turn, in place of arrivals.", () => ClosedLoopTable!, BindUsers).OtherwiseAs("none: requests arrive by themselves");
    public static readonly Key<ReplayKind> Replay = Keys.Enum<ReplayKind>("replay", "How the sessions of a file are replayed: every request when the file says, or none before its predecessor is answered and the pause between them is over.").Or(ReplayKind.Open);

    public static readonly Key<int> Users = Keys.Int("users", "How many.", new Bound(1, 1 << 20)).Required();
    public static readonly Key<DurationSpec> Think = new Key<DurationSpec>("think", "Pause between an answer and the user's next request, or between a user's sessions.", DurationKeys.Shape).Or(new ConstantDuration(default), "0 s");

    public static readonly KeyTable ClosedLoopTable = new("closed-loop", "A fixed number of users: each sends what comes next when the last answer is there and its pause is over. `scale` multiplies them.", Users, Think);

    public static readonly KeyTable Table = new("traffic", "Where requests come from: exactly one of `trace`, `file` and `synthetic`; and how they are scaled and cut.",
        Trace, File, Synthetic, Arrivals, ClosedLoop, Replay, Scale, Requests, Duration, Tenants);

    /// <summary>Reads the traffic.</summary>
    /// <param name="reader">Its mapping.</param>
    /// <param name="files">Where a trace file is looked for.</param>
    public static TrafficSpec Bind(MappingReader reader, TraceFiles files)
    {
        Key[] given = [.. new Key[] { Trace, File, Synthetic }.Where(reader.Has)];
        if (given.Length != 1)
        {
            var found = given.Length == 0 ? "nothing" : string.Join(" and ", given.Select(k => $"'{k.Name}'"));
            reader.Diagnostics.Error(DiagnosticRules.OneTraffic, given.Length == 0 ? reader.Mapping.At : reader.At(given[1]),
                $"the traffic names {found}; it needs exactly one of 'trace', 'file' and 'synthetic'", given.Length == 0 ? "add e.g. 'trace: NAME' with a name of the catalog" : $"keep '{given[0].Name}' or the other");
        }
        var named = Read(reader, Trace);
        var own = Read(reader, Synthetic);
        var file = reader.TryGet(File, out var path) ? files.Find(path, reader.At(File), reader.Diagnostics) : null;
        if (reader.Has(Arrivals) && !reader.Has(File))
            reader.Diagnostics.Error(DiagnosticRules.ArrivalsWithoutFile, reader.At(Arrivals), "'arrivals' goes with a file only", "for traffic of the catalog write synthetic: { base: NAME, arrivals: { … } }");
        var users = reader.Get(ClosedLoop);
        if (users is not null && (reader.Has(Arrivals) || reader.Has(Replay)))
            reader.Diagnostics.Error(DiagnosticRules.TwoClocks, reader.At(reader.Has(Arrivals) ? Arrivals : Replay), "the users of a closed loop send when they are answered, not when requests arrive", "keep 'closed-loop' or the other");
        if (reader.Has(Replay) && !reader.Has(File))
            reader.Diagnostics.Error(DiagnosticRules.TwoClocks, reader.At(Replay), "'replay' goes with a file only", "sessions of synthetic traffic wait for their answers without it");
        if (users is null && (named ?? own) is { Arrives: false })
            reader.Diagnostics.Error(DiagnosticRules.MissingKey, reader.At(named is null ? Synthetic : Trace), "the traffic has no 'arrivals'", "add e.g. 'arrivals: { rate: 2/s }' to it, or 'closed-loop: { users: 16 }' beside it");
        return new TrafficSpec
        {
            File = file,
            FileIdentity = file is null ? null : files.Identity(file),
            Arrivals = reader.Get(Arrivals),
            Synthetic = (named ?? own)?.Spec,
            Name = (named ?? own)?.Name,
            Scale = reader.Get(Scale),
            Requests = reader.Find(Requests),
            Duration = reader.Find(Duration),
            Tenants = [.. reader.Get(Tenants).Select(static tenant => tenant.Value with { Name = tenant.Name })],
            Users = users,
            Replay = reader.Get(Replay),
        };
    }

    static TenantSpec BindTenant(MappingReader reader) => new("", reader.Get(Share), reader.Get(Weight), reader.Find(Priority));

    static UsersSpec BindUsers(MappingReader reader) => new(reader.Get(Users), reader.Get(Think));

    static CatalogTraffic? Read(MappingReader reader, Key<CatalogTraffic> key) =>
        reader.Mapping[key.Name] is { } node && TrafficKeys.Shape.TryRead(node, reader.Reading, reader.PathOf(key), "", out var value) ? value : null;
}

/// <summary>Where trace files are looked for.</summary>
/// <param name="Folder">The folder that relative paths count from.</param>
/// <param name="Exists">Whether there is a file at a full path.</param>
/// <param name="Identity">The identity of the contents of the file at a full path; null where it cannot be read.</param>
sealed record TraceFiles(string Folder, Func<string, bool> Exists, Func<string, string?> Identity)
{
    /// <summary>The full path of a trace; null, and a diagnostic, where there is none.</summary>
    public string? Find(string path, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticRules.NoTraceFile, at, "the path of the trace is not a path", "write the path of a file");
            return null;
        }
        var full = Path.GetFullPath(Path.Combine(Folder, path));
        if (Exists(full)) return full;
        diagnostics.Error(DiagnosticRules.NoTraceFile, at, $"there is no trace '{Quote.Short(path)}'", $"a relative path counts from the scenario's folder; looked for {Quote.Long(full)}");
        return null;
    }
}
