using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Collectives;

/// <summary>What measured collectives of a library change, and what they leave.</summary>
public class CollectiveFitTests
{
    static readonly Collective[] All = Enum.GetValues<Collective>();

    static CollectiveFit Fit(Collective kind, string link = "NVLink4", double sharing = 0, double copy = 0) => new()
    {
        Kind = kind,
        Link = link,
        Launch = new(5e-6),
        Step = new(1e-6),
        Fast = 0.2,
        Start = new(15e-6),
        BulkStep = new(2e-6),
        Bulk = 0.8,
        Copy = copy,
        Sharing = sharing,
        Devices = 8,
    };

    static CalibrationSpec Measured(params CollectiveFit[] fits) => new() { Name = "test", Kernels = [], Collectives = [.. fits] };

    [Theory]
    [InlineData(Collective.AllReduce, 14, 14.0 / 8)]
    [InlineData(Collective.AllGather, 7, 7.0 / 8)]
    [InlineData(Collective.AllToAll, 7, 7.0 / 8)]
    public void Small_messages_take_launch_and_steps_and_large_ones_the_bandwidth(Collective kind, int steps, double sent)
    {
        var model = CollectiveModel.Create(Links.NvLink4, null, 8, Measured(Fit(kind, copy: 0.25)));
        Assert.Equal(5e-6 + steps * 1e-6, model.Cost(kind, 1).Seconds, 1e-9);
        Assert.Equal(1e12 * (sent / 0.8 + 0.25) / 450e9, model.Cost(kind, 1e12).Seconds, 1e-4);
        Assert.Equal(sent * 1e12, model.Cost(kind, 1e12).ScaleUpBytes, 1);
    }

    [Fact]
    public void More_bytes_and_more_devices_are_never_faster() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260107, 11), Prop.ForAll(
        (from kind in Gen.Elements(All)
         from ranks in Gen.Choose(2, 7)
         from logBytes in Gen.Choose(0, 100)
         from sharing in Gen.Elements(0, 0.3, 2.0)
         from copy in Gen.Elements(0, 0.2, 1.0)
         select (Fit: Fit(kind, "Bus", sharing, copy), Ranks: ranks, Bytes: Math.Pow(10, logBytes / 10.0))).ToArbitrary(),
        c =>
        {
            var link = Links.Of(Topology.Bus, 31e9, 5e-6, 8);
            double Seconds(int ranks, double bytes) => CollectiveModel.Create(link, null, ranks, Measured(c.Fit)).Cost(c.Fit.Kind, bytes).Seconds;
            var seconds = Seconds(c.Ranks, c.Bytes);
            return Seconds(c.Ranks, c.Bytes * 1.01) >= seconds && Seconds(c.Ranks + 1, c.Bytes) >= seconds * (1 - 1e-12);
        }));

    [Fact]
    public void What_was_not_measured_keeps_the_model_of_the_network()
    {
        var measured = Measured(Fit(Collective.AllGather), Fit(Collective.AllReduce, "NVLink5"));
        void Same(LinkSpec link, LinkSpec? network, int ranks, Collective kind)
            => Assert.Equal(CollectiveModel.Create(link, network, ranks).Cost(kind, 1e6), CollectiveModel.Create(link, network, ranks, measured).Cost(kind, 1e6));
        Same(Links.NvLink4, null, 8, Collective.AllReduce);
        Same(Links.NvLink4 with { DomainSize = 32 }, null, 16, Collective.AllGather);
        Same(Links.NvLink4, Links.InfiniBand, 16, Collective.AllGather);
        Same(Links.NvLink4 with { Library = CollectiveLibrary.AlphaBeta }, null, 8, Collective.AllGather);
        Assert.NotEqual(CollectiveModel.Create(Links.NvLink4, null, 8).AllGatherSeconds(1e6), CollectiveModel.Create(Links.NvLink4, null, 8, measured).AllGatherSeconds(1e6));
    }

    [Fact]
    public void Between_nodes_messages_to_a_neighbour_alone_are_as_measured()
    {
        var measured = Measured(Fit(Collective.PointToPoint, Links.InfiniBand.Technology) with { Bulk = 0 });
        var model = CollectiveModel.Create(null, Links.InfiniBand, 2, measured);
        Assert.Equal(5e-6 + 1e9 / (0.2 * 50e9), model.PointToPointSeconds(1e9), 1e-6);
        Assert.Equal(CollectiveModel.Create(null, Links.InfiniBand, 2).AllReduceSeconds(1e9), model.AllReduceSeconds(1e9));
    }
}
