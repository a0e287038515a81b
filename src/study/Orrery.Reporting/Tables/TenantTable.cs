using System.Collections.Immutable;
using System.Globalization;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>The tenants of a system side by side, as text: what the terminal and the page both draw.</summary>
/// <param name="Columns">What each column says; the first is the tenant's name.</param>
/// <param name="Rows">The tenants, those with the largest bills first; each has a cell for each column.</param>
/// <param name="Note">How the bills come about, and who is left out.</param>
public sealed record TenantTable(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows, string Note)
{
    const int MostRows = 20;

    /// <summary>Lays the tenants of a system out; null where it has none.</summary>
    public static TenantTable? From(SystemResult system)
    {
        if (system.Simulated?.Tenants is not { } tenants) return null;
        var shown = tenants.Each.OrderByDescending(tenant => tenant.Dollars).Take(MostRows);
        var more = tenants.Each.Length - MostRows;
        var note = $"Bills share the run's {FigureText.Format(FigureKind.Dollars, tenants.Dollars)} by service: a prompt token counts {FigureText.Format(FigureKind.Seconds, tenants.SecondsPerInputToken)}"
            + $" of device time, an output token {FigureText.Format(FigureKind.Seconds, tenants.SecondsPerOutputToken)}.";
        return new(
            ["Tenant", "Requests", "TTFT p50", "TTFT p99", "E2E p50", "E2E p99", "Within objectives", "Slowdown", "Service", "Bill", "Per million tokens"],
            [.. shown.Select(Row)],
            more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{note} {more:#,0} tenants with smaller bills are in the JSON.") : note);
    }

    static ImmutableArray<string> Row(TenantResult tenant) =>
    [
        tenant.Name,
        FigureText.Format(FigureKind.Count, tenant.Requests.Arrived),
        Latency(tenant.Ttft, tenant.Ttft.P50Seconds),
        Latency(tenant.Ttft, tenant.Ttft.P99Seconds),
        Latency(tenant.E2e, tenant.E2e.P50Seconds),
        Latency(tenant.E2e, tenant.E2e.P99Seconds),
        tenant.E2e.Count > 0 ? FigureText.Format(FigureKind.Share, tenant.GoodShare) : "–",
        tenant.Slowdown > 0 ? FigureText.Format(FigureKind.Count, tenant.Slowdown) + "×" : "–",
        FigureText.Format(FigureKind.Share, tenant.ServiceShare),
        FigureText.Format(FigureKind.Dollars, tenant.Dollars),
        FigureText.Format(FigureKind.Dollars, tenant.DollarsPerMillionTokens),
    ];

    static string Latency(LatencyResult latency, double seconds) => latency.Count > 0 ? FigureText.Format(FigureKind.Seconds, seconds) : "–";
}
