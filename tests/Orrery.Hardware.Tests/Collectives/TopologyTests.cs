using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Collectives;

public class TopologyTests
{
    // Each device's neighbours, for the wirings without switches.
    static List<int>[] Graph(int[] axes)
    {
        var n = axes.Aggregate(1, (a, b) => a * b);
        var next = Enumerable.Range(0, n).Select(_ => new List<int>()).ToArray();
        for (var node = 0; node < n; node++)
        {
            var stride = 1;
            foreach (var axis in axes)
            {
                var place = node / stride % axis;
                if (axis > 1) next[node].Add(node + ((place + 1) % axis - place) * stride);
                if (axis > 2) next[node].Add(node + ((place + axis - 1) % axis - place) * stride);
                stride *= axis;
            }
        }
        return next;
    }

    [Theory]
    [InlineData(Topology.Ring, 1, 9, new[] { 9 })]
    [InlineData(Topology.Torus2D, 2, 12, new[] { 4, 3 })]
    [InlineData(Topology.Torus, 3, 12, new[] { 3, 2, 2 })]
    [InlineData(Topology.Torus, 4, 16, new[] { 2, 2, 2, 2 })]
    [InlineData(Topology.Hypercube, 0, 16, new[] { 2, 2, 2, 2 })]
    public void Distances_are_those_of_the_wires(Topology topology, int dimensions, int ranks, int[] axes)
    {
        var next = Graph(axes);
        var distances = Enumerable.Range(0, ranks).Select(from => Distances(next, from)).SelectMany(d => d).ToArray();
        var hops = TopologyHops.Of(topology, ranks, dimensions);
        Assert.Equal(distances.Average(), hops.Mean, 9);
        Assert.Equal(distances.Max(), hops.Max);
    }

    [Theory]
    [InlineData(1, Topology.Ring)]
    [InlineData(2, Topology.Torus2D)]
    [InlineData(3, Topology.Torus3D)]
    public void A_torus_of_few_dimensions_is_the_named_one(int dimensions, Topology named)
    {
        var link = Links.Of(Topology.Torus, 1e11, 1e-6, 64) with { Dimensions = dimensions };
        var (torus, other) = (CollectiveModel.Create(link, null, 64), CollectiveModel.Create(link with { Topology = named }, null, 64));
        foreach (var kind in Enum.GetValues<Collective>())
            foreach (var bytes in (double[])[1, 1e4, 1e8]) Assert.Equal(other.Cost(kind, bytes), torus.Cost(kind, bytes));
    }

    [Fact]
    public void More_dimensions_need_fewer_steps_for_small_messages()
    {
        var times = Enumerable.Range(1, 8).Select(d => CollectiveModel.Create(Links.Of(Topology.Torus, 1e11, 1e-6, 256) with { Dimensions = d }, null, 256).AllReduceSeconds(64)).ToArray();
        Assert.Equal(times.OrderDescending(), times);
    }

    [Theory]
    [InlineData(Topology.Switch)]
    [InlineData(Topology.FatTree)]
    [InlineData(Topology.Dragonfly)]
    public void Switches_that_reduce_are_never_slower_than_a_ring_through_them_for_small_messages(Topology topology)
    {
        foreach (var ranks in (int[])[2, 3, 8, 64])
        {
            var link = Links.Of(topology, 1e11, 1e-6, 64) with { InNetworkReduction = true };
            var inNetwork = CollectiveModel.Create(link, null, ranks);
            for (var bytes = 1.0; bytes <= 1e5; bytes *= 2) // up to what a wire carries in one latency
            {
                var ring = 2 * (ranks - 1) * (1e-6 + bytes / (ranks * 1e11));
                Assert.True(inNetwork.AllReduceSeconds(bytes) <= ring);
                if (ranks >= 8) Assert.Equal("in-network", inNetwork.AllReduceAlgorithm(bytes));
            }
        }
    }

    [Fact]
    public void Multicast_over_a_fat_tree_spares_a_message_for_each_peer()
    {
        var link = Links.Of(Topology.FatTree, 1e11, 1e-6, 64);
        var (plain, multicast) = (CollectiveModel.Create(link, null, 64), CollectiveModel.Create(link with { InNetworkReduction = true }, null, 64));
        Assert.Equal(6e-6, plain.AllGatherSeconds(64), 7); // log2 of the devices
        Assert.Equal(2e-6, multicast.AllGatherSeconds(64), 8);
        Assert.Equal(1e8 / 64, multicast.AllGatherLinkBytes(1e8), 1.0);
    }

    [Theory]
    [InlineData(Topology.FullMesh, 525)] // software and one wire
    [InlineData(Topology.Switch, 700)] // two wires and a switch of 150 ns
    [InlineData(Topology.FatTree, 1050)]
    [InlineData(Topology.Dragonfly, 1225)]
    public void A_message_takes_its_wires_its_switches_and_software(Topology topology, double nanoseconds) =>
        Assert.Equal(nanoseconds, new MessageLatency(new(500e-9), new(25e-9), new(150e-9)).Of(topology).Value * 1e9, 6);

    static int[] Distances(List<int>[] next, int from)
    {
        var distance = Enumerable.Repeat(-1, next.Length).ToArray();
        distance[from] = 0;
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out var node))
            foreach (var other in next[node].Where(other => distance[other] < 0))
            {
                distance[other] = distance[node] + 1;
                queue.Enqueue(other);
            }
        return distance;
    }
}
