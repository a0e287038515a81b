using Orrery.Hardware.Collectives;

namespace Orrery.Hardware.Tests.Collectives;

/// <summary>Closed forms, in the limits where one term decides.</summary>
public class AlphaBetaTests
{
    const double Bandwidth = 1e11, Alpha = 1e-6, Large = 1e12, Tiny = 1;

    static CollectiveModel Model(Topology topology, int ranks, int? domain = null, bool reduction = false) =>
        CollectiveModel.Create(Links.Of(topology, Bandwidth, Alpha, domain ?? ranks) with { InNetworkReduction = reduction }, null, ranks);

    // Bus bandwidth: 2(N−1)/N·V over the time of a large all-reduce, as a share of a device's bandwidth.
    [Theory]
    [InlineData(Topology.Switch, 8, 1.0)]
    [InlineData(Topology.FatTree, 8, 1.0)]
    [InlineData(Topology.Ring, 8, 1.0)]
    [InlineData(Topology.Torus2D, 16, 1.0)]
    [InlineData(Topology.Torus3D, 64, 1.0)]
    [InlineData(Topology.Torus3D, 16, 1.0)]
    [InlineData(Topology.Torus3D, 4, 2.0 / 3)]
    [InlineData(Topology.Hypercube, 16, 1.0)]
    [InlineData(Topology.FullMesh, 8, 1.0)]
    [InlineData(Topology.Bus, 4, 0.5)]
    public void Large_all_reduces_use_the_bandwidth_that_the_wiring_offers(Topology topology, int ranks, double share)
    {
        var seconds = Model(topology, ranks).AllReduceSeconds(Large);
        Assert.Equal(share * Bandwidth, 2.0 * (ranks - 1) / ranks * Large / seconds, Bandwidth * 1e-3);
    }

    [Theory]
    [InlineData(Topology.Switch, 8, 1)]
    [InlineData(Topology.FatTree, 8, 3)]
    [InlineData(Topology.Dragonfly, 64, 6)]
    [InlineData(Topology.FullMesh, 8, 1)]
    [InlineData(Topology.Hypercube, 16, 4)]
    [InlineData(Topology.Ring, 8, 4)]
    [InlineData(Topology.Torus2D, 16, 4)]
    [InlineData(Topology.Torus3D, 64, 6)]
    [InlineData(Topology.Bus, 4, 1)]
    public void Tiny_all_reduces_take_one_latency_a_step(Topology topology, int ranks, int steps) =>
        Assert.Equal(steps * Alpha, Model(topology, ranks).AllReduceSeconds(Tiny), Alpha * 0.01);

    [Fact]
    public void A_pair_in_a_full_mesh_gets_one_wire()
    {
        var pair = Model(Topology.FullMesh, 2, domain: 8);
        Assert.Equal(Bandwidth / 7, Large / pair.PointToPointSeconds(Large), Bandwidth * 1e-3);
        Assert.Equal(Bandwidth / 7, Large / pair.AllReduceSeconds(Large), Bandwidth * 1e-3);
    }

    [Fact]
    public void Switches_that_reduce_move_half_the_bytes_of_a_ring()
    {
        var (with, without) = (Model(Topology.Switch, 64, reduction: true), Model(Topology.Switch, 64));
        Assert.Equal(2 * 63.0 / 64, without.AllReduceSeconds(Large) / with.AllReduceSeconds(Large), 0.001);
        Assert.Equal(Large, with.AllReduceLinkBytes(Large));
        Assert.Equal(2 * 63.0 / 64 * Large, without.AllReduceLinkBytes(Large), 1e-3);
    }

    [Fact]
    public void On_a_bidirectional_ring_an_all_to_all_costs_a_quarter_of_an_all_gather()
    {
        // jax-ml/scaling-book, sharding.md: the same array of V bytes, V/N on each device.
        var model = Model(Topology.Ring, 64);
        Assert.Equal(0.25, model.AllToAllSeconds(Large / 64) / model.AllGatherSeconds(Large), 0.005);
    }

    [Fact]
    public void Short_hops_of_a_torus_hide_behind_transfers()
    {
        // jax-ml/scaling-book: T = max(N·Tmin/2, V/W).
        var model = Model(Topology.Ring, 16);
        Assert.Equal(8 * Alpha, model.AllGatherSeconds(1000), 1e-12);
        Assert.Equal(15.0 / 16 * 1e7 / Bandwidth, model.AllGatherSeconds(1e7), 1e-12);
    }

    [Fact]
    public void Past_a_domain_each_network_carries_its_level_of_the_hierarchy()
    {
        var inside = Links.Of(Topology.Switch, 4e11, Alpha, 8);
        var between = Links.Of(Topology.FatTree, 5e10, 3e-6, 1024);
        var cost = CollectiveModel.Create(inside, between, 32).Cost(Collective.AllReduce, Large);
        Assert.Equal(2 * 7.0 / 8 * Large, cost.ScaleUpBytes, 1);
        Assert.Equal(2 * 3.0 / 4 * Large / 8, cost.ScaleOutBytes, 1);
        Assert.Equal(cost.ScaleUpBytes / 4e11 + cost.ScaleOutBytes / 5e10, cost.Seconds, 1e-4);
    }

    [Fact]
    public void Devices_without_a_fabric_talk_over_the_network()
    {
        var cost = CollectiveModel.Create(null, Links.InfiniBand, 4).Cost(Collective.AllGather, Large);
        Assert.Equal(0, cost.ScaleUpBytes);
        Assert.Equal(0.75 * Large / 50e9, cost.Seconds, 1e-4);
        Assert.Equal("Rabenseifner", CollectiveModel.Create(null, Links.InfiniBand, 4).AllReduceAlgorithm(Large));
    }

    [Theory]
    [InlineData(Topology.Ring, 16, 4, 8)]
    [InlineData(Topology.Torus2D, 16, 2, 4)]
    [InlineData(Topology.Torus3D, 64, 3, 6)]
    [InlineData(Topology.Hypercube, 16, 2, 4)]
    public void Mean_and_longest_distances_are_the_textbook_s(Topology topology, int ranks, double mean, int max) =>
        Assert.Equal(new TopologyHops(mean, max), TopologyHops.Of(topology, ranks));
}
