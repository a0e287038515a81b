using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of devices that answer late, and of what is done about them.</summary>
static class StragglerKeys
{
    static readonly Key<double> Share = Keys.Number("share", "Share of a device's contributions to collectives that are late.", Bound.Share).Required();
    static readonly Key<Seconds> Delay = Keys.Quantity<Seconds>("delay", "Mean lateness of those, distributed exponentially.", Bound.Positive).Required();
    static readonly Key<Seconds> TimeOut = Keys.Quantity<Seconds>("time-out", "Time after which the previous value stands in for a contribution.", Bound.NotNegative).OtherwiseAs("none: all are waited for");
    static readonly Key<int> Spares = Keys.Int("spares", "Standby devices a group, each of which answers in a late one's stead.", new Bound(0, 1024)).Or(0);

    public static readonly KeyTable Table = new("stragglers", "Devices that answer late in a collective now and then, and what is done about it. The results tell how many contributions are stale.", Share, Delay, TimeOut, Spares);

    public static readonly Key<StragglerSpec> Stragglers = Keys.Table("stragglers", "Devices that answer late now and then.", () => Table, Bind).OtherwiseAs("none: all are on time");

    static StragglerSpec Bind(MappingReader reader) => new()
    {
        Share = reader.Get(Share),
        Delay = reader.Get(Delay),
        TimeOut = reader.Find(TimeOut),
        Spares = reader.Get(Spares),
    };

    public static void Write(YamlText text, StragglerSpec spec) => text.Map(Stragglers.Name, t => t
        .Put(Share, spec.Share).Put(Delay, spec.Delay).Maybe(TimeOut, spec.TimeOut).Put(Spares, spec.Spares));
}
