using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Collectives;

/// <summary>Laws that hold for every topology, library and size.</summary>
public class CollectiveLawTests
{
    static readonly Collective[] All = Enum.GetValues<Collective>();

    sealed record Case(LinkSpec ScaleUp, LinkSpec ScaleOut, int Ranks, double Bytes)
    {
        public CollectiveModel Model => CollectiveModel.Create(ScaleUp, ScaleOut, Ranks);
    }

    static Gen<Case> Cases(bool nccl) =>
        from topology in Gen.Elements(Enum.GetValues<Topology>())
        from domain in Gen.Elements(1, 2, 4, 8, 16, 64)
        from ranks in Gen.Choose(1, 200)
        from logBandwidth in Gen.Choose(9, 12)
        from microseconds in Gen.Choose(0, 50)
        from logBytes in Gen.Choose(0, 300)
        from reduction in Gen.Elements(true, false)
        let link = Links.Of(topology, Math.Pow(10, logBandwidth), microseconds * 1e-7, domain) with { InNetworkReduction = reduction }
        select new Case(nccl ? Links.NvLink4 : link, Links.InfiniBand, ranks, Math.Pow(10, logBytes / 30.0));

    static void Holds(Gen<Case> cases, Func<Case, bool> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260105, 31), Prop.ForAll(cases.ToArbitrary(), law));

    static double Seconds(CollectiveModel model, Collective collective, double bytes) => model.Cost(collective, bytes).Seconds;

    [Fact]
    public void More_bytes_are_never_faster() => Holds(
        Gen.OneOf(Cases(false), Cases(true)),
        c => All.All(kind => Seconds(c.Model, kind, c.Bytes * 1.01) >= Seconds(c.Model, kind, c.Bytes)));

    [Fact]
    public void More_bandwidth_is_never_slower() => Holds(
        Gen.OneOf(Cases(false), Cases(true)),
        c =>
        {
            var up = c.ScaleUp with { Bandwidth = c.ScaleUp.Bandwidth * 2 };
            if (up.Nccl is { } nccl) up = up with { Nccl = nccl with { BusBandwidth = nccl.BusBandwidth * 2 } };
            var faster = CollectiveModel.Create(up, c.ScaleOut with { Bandwidth = c.ScaleOut.Bandwidth * 2 }, c.Ranks);
            return All.All(kind => Seconds(faster, kind, c.Bytes) <= Seconds(c.Model, kind, c.Bytes));
        });

    [Fact]
    public void An_all_reduce_is_no_slower_than_a_reduce_scatter_and_an_all_gather() => Holds(
        Cases(false),
        c => c.Model.AllReduceSeconds(c.Bytes) <= (c.Model.ReduceScatterSeconds(c.Bytes) + c.Model.AllGatherSeconds(c.Bytes)) * (1 + 1e-12));

    [Fact]
    public void Nobody_receives_faster_than_the_ports_allow() => Holds(
        Cases(false).Where(c => c.Ranks <= c.ScaleUp.DomainSize && c.Ranks > 1),
        c =>
        {
            var least = c.Bytes * (c.Ranks - 1) / c.Ranks / c.ScaleUp.Bandwidth.Value;
            return c.Model.AllGatherSeconds(c.Bytes) >= least * (1 - 1e-12)
                && c.Model.ReduceScatterSeconds(c.Bytes) >= least * (1 - 1e-12)
                && c.Model.AllReduceSeconds(c.Bytes) >= least * (1 - 1e-12);
        });

    [Fact]
    public void Time_is_at_least_the_bytes_sent_over_the_bandwidth() => Holds(
        Cases(false).Where(c => c.Ranks <= c.ScaleUp.DomainSize),
        c => All.All(kind => c.Model.Cost(kind, c.Bytes) is var cost && cost.Seconds >= cost.ScaleUpBytes / c.ScaleUp.Bandwidth.Value * (1 - 1e-12)));

    [Fact]
    public void A_device_alone_waits_for_nobody() => Holds(
        Cases(false),
        c => All.All(kind => CollectiveModel.Create(c.ScaleUp, null, 1).Cost(kind, c.Bytes) == default));

    [Fact]
    public void Longer_rings_take_longer_for_an_empty_message()
    {
        var link = Links.Of(Topology.Ring, 1e11, 1e-6, 1024);
        var times = Enumerable.Range(2, 500).Select(n => CollectiveModel.Create(link, null, n).AllReduceSeconds(1)).ToArray();
        Assert.Equal(times.Order(), times);
        var nccl = Enumerable.Range(2, 7).Select(n => NcclTuning.Create(Links.NvLink4, null, n).AllReduceSeconds(NcclAlgorithm.Ring, NcclProtocol.LL, 1)).ToArray();
        Assert.Equal(nccl.Order(), nccl);
    }

    [Fact]
    public void A_group_past_every_domain_is_refused()
    {
        var link = Links.Of(Topology.Switch, 1e11, 1e-6, 8);
        Assert.Throws<ArgumentException>(() => CollectiveModel.Create(link, null, 9));
        Assert.Throws<ArgumentException>(() => CollectiveModel.Create(link, link, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => CollectiveModel.Create(link, null, 0));
    }

    [Fact]
    public void A_call_does_not_allocate()
    {
        CollectiveModel[] models =
        [
            CollectiveModel.Create(Links.NvLink4, Links.InfiniBand, 8), CollectiveModel.Create(Links.NvLink4, Links.InfiniBand, 64),
            CollectiveModel.Create(Links.Of(Topology.Torus3D, 1e11, 1e-6, 64), Links.InfiniBand, 128),
        ];
        double Sum(double bytes)
        {
            var sum = 0.0;
            foreach (var model in models)
                foreach (var kind in All) sum += model.Cost(kind, bytes).Seconds + model.AllReduceLinkBytes(bytes);
            return sum;
        }
        Sum(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Sum(i * 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
