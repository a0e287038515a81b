using System.Collections.Immutable;

namespace Orrery.Simulation.Tests;

public sealed class FlowNetworkTests
{
    const double Slack = 1e-3; // B/s: rates are rounded down to 2^-16

    static SimTime Seconds(double seconds) => SimTime.FromSeconds(seconds);

    static List<(double Time, int Tag)> Drain(FlowNetwork<int> network)
    {
        var arrived = new List<(double, int)>();
        while (network.Next != SimTime.Never)
        {
            var now = network.Next;
            while (network.TryTake(now, out var tag)) arrived.Add((now.TotalSeconds, tag));
        }
        return arrived;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(200)]
    public void Equal_flows_on_one_link_take_as_many_times_as_long(int flows)
    {
        var network = new FlowNetwork<int>();
        var link = network.AddEdge(64e9);
        for (var i = 0; i < flows; i++) network.Start([link], 3_200_000_000, i, SimTime.Zero);
        var arrived = Drain(network);
        Assert.Equal(Enumerable.Range(0, flows), arrived.Select(static a => a.Tag));
        Assert.All(arrived, a => Assert.Equal(0.05 * flows, a.Time, 1e-10 * flows)); // rates are rounded down by up to 2^-16 B/s
        Assert.Equal(3_200_000_000.0 * flows, network.Carried(link));
    }

    [Fact]
    public void A_flow_alone_ends_in_the_first_picosecond_in_which_nothing_is_left()
    {
        var network = new FlowNetwork<int>();
        var link = network.AddEdge(3e9);
        network.Start([link], 1_000_000_000, 0, SimTime.Zero);
        Assert.Equal(333_333_333_334, network.Next.Picoseconds);
    }

    [Fact]
    public void What_does_not_change_a_rate_does_not_move_its_end()
    {
        var (alone, crowded) = (new FlowNetwork<int>(), new FlowNetwork<int>());
        foreach (var network in new[] { alone, crowded })
        {
            var narrow = network.AddEdge(7e8 / 3);
            var wide = network.AddEdge(1e12);
            network.Start([wide, narrow], 987_654_321, -1, new SimTime(17));
        }
        // Each of them shares the wide edge for a while and leaves the first flow what the narrow edge gives it.
        for (var i = 0; i < 500; i++)
        {
            var now = new SimTime(1_000_003L * (i + 1));
            crowded.Start([1], 12_345 + i, i, now);
            while (crowded.TryTake(now, out var tag)) Assert.NotEqual(-1, tag);
        }
        Assert.Equal(Drain(alone).Single(), Drain(crowded).Single(static a => a.Tag == -1));
    }

    [Fact]
    public void The_textbook_line_of_two_links_shares_as_the_textbook_says()
    {
        // Bertsekas and Gallager, Data Networks, 6.5.2: a long flow over both links, two on the first, one on the second that is twice as wide.
        var network = new FlowNetwork<int>();
        var (first, second) = (network.AddEdge(3e9), network.AddEdge(6e9));
        var across = network.Start([first, second], 1_000_000_000, 0, SimTime.Zero);
        var left = network.Start([first], 1_000_000_000, 1, SimTime.Zero);
        var middle = network.Start([first], 2_000_000_000, 2, SimTime.Zero);
        var right = network.Start([second], 1_000_000_000, 3, SimTime.Zero);
        Assert.Equal([1e9, 1e9, 1e9, 5e9], new[] { across, left, middle, right }.Select(network.Rate));
        Assert.Equal([0.2, 1, 1, 1 + (1.0 / 3)], Drain(network).OrderBy(static a => a.Time).Select(static a => a.Time), static (a, b) => Math.Abs(a - b) < 1e-11);
    }

    [Fact]
    public void Latency_is_added_once_and_takes_nobodys_bandwidth()
    {
        var network = new FlowNetwork<int>();
        ImmutableArray<int> path = [network.AddEdge(1e9, Seconds(2e-3)), network.AddEdge(2e9, Seconds(3e-3))];
        network.Start(path, 1_000_000, 0, SimTime.Zero);
        Assert.Equal(Seconds(1e-3), network.Next); // the last byte leaves
        Assert.False(network.TryTake(Seconds(1e-3), out _));
        network.Start(path, 1_000_000, 1, Seconds(1e-3));
        network.Start(path, 0, 2, Seconds(1e-3));
        Assert.Equal([(6e-3, 0), (6e-3, 2), (7e-3, 1)], Drain(network));
    }

    [Fact]
    public void Edges_without_a_limit_carry_at_once_and_closed_edges_never()
    {
        var network = new FlowNetwork<int>();
        var (open, closed) = (network.AddEdge(double.PositiveInfinity, Seconds(1e-6)), network.AddEdge(0));
        network.Start([open], long.MaxValue, 0, SimTime.Zero);
        var stuck = network.Start([closed, open], 1, 1, SimTime.Zero);
        Assert.Equal(SimTime.Never, network.Expect([closed], 1, SimTime.Zero));
        Assert.Equal([(1e-6, 0)], Drain(network));
        Assert.Equal(1, network.Count);
        Assert.Equal(0, network.Cancel(stuck, Seconds(1)));
        Assert.Equal(0, network.Count);
    }

    [Fact]
    public void What_is_cancelled_never_arrives_and_leaves_its_share_to_the_others()
    {
        var network = new FlowNetwork<int>();
        var link = network.AddEdge(2e9, Seconds(1e-3));
        var given = network.Start([link], 5_000_000_000, 0, SimTime.Zero);
        network.Start([link], 2_000_000_000, 1, SimTime.Zero);
        Assert.Equal(1e9, network.Cancel(given, Seconds(1)), 1.0);
        Assert.Equal(-1, network.Cancel(given, Seconds(1)));
        Assert.Equal([(1.501, 1)], Drain(network));
        Assert.Equal(3e9, network.Carried(link), 1.0);

        var late = network.Start([link], 2_000, 2, Seconds(2));
        Assert.Equal(2_000, network.Cancel(late, Seconds(2 + 1e-5))); // it has left, and has not arrived
        Assert.Empty(Drain(network));
    }

    [Fact]
    public void What_is_expected_comes_true_where_nothing_else_happens()
    {
        var random = new RandomStreams(5).Get("flows");
        for (var round = 0; round < 100; round++)
        {
            var network = new FlowNetwork<int>();
            var edges = Enumerable.Range(0, 4).Select(_ => network.AddEdge(1e9 * (1 + random.NextInt(9)), new SimTime(random.NextInt(1000)))).ToList();
            for (var i = 0; i < 6; i++) network.Start(Path(random, edges), long.MaxValue / 2, i, SimTime.Zero); // these stay
            var path = Path(random, edges);
            var expected = network.Expect(path, 1_000_000, Seconds(1));
            network.Start(path, 1_000_000, 99, Seconds(1));
            var arrived = SimTime.Zero;
            while (arrived == SimTime.Zero)
            {
                var now = network.Next;
                while (network.TryTake(now, out var tag)) arrived = tag == 99 ? now : arrived;
            }
            Assert.Equal(expected, arrived - Seconds(1));
        }
    }

    [Fact]
    public void No_flow_can_have_more_without_one_that_has_no_more_having_less_and_no_edge_is_overdrawn()
    {
        var random = new RandomStreams(6).Get("flows");
        for (var round = 0; round < 60; round++)
        {
            var network = new FlowNetwork<int>();
            var capacities = Enumerable.Range(0, 1 + random.NextInt(6)).Select(_ => 1e9 * (1 + random.NextInt(50))).ToList();
            var edges = capacities.Select(capacity => network.AddEdge(capacity)).ToList();
            var live = new List<(FlowId Id, ImmutableArray<int> Path)>();
            var now = SimTime.Zero;
            for (var step = 0; step < 60; step++)
            {
                if (random.NextInt(4) == 0 && live.Count > 0) network.Cancel(live[random.NextInt(live.Count)].Id, now);
                else if (random.NextInt(3) == 0) now = network.Next == SimTime.Never ? now : network.Next;
                else
                {
                    var path = Path(random, edges);
                    live.Add((network.Start(path, 1 + random.NextInt(1_000_000_000), step, now), path));
                }
                while (network.TryTake(now, out _))
                {
                }
                live.RemoveAll(flow => !network.Holds(flow.Id));
                var loads = edges.Select(edge => live.Where(flow => flow.Path.Contains(edge)).Select(flow => network.Rate(flow.Id)).ToList()).ToList();
                for (var edge = 0; edge < edges.Count; edge++) Assert.True(loads[edge].Sum() <= capacities[edge]);
                foreach (var (id, path) in live)
                    Assert.Contains(path, edge => loads[edge].Sum() >= capacities[edge] - Slack && network.Rate(id) >= loads[edge].Max() - Slack);
            }
        }
    }

    [Fact]
    public void Arrivals_are_those_of_a_fluid_that_is_shared_anew_in_small_steps()
    {
        var random = new RandomStreams(7).Get("flows");
        for (var round = 0; round < 20; round++)
        {
            var capacities = Enumerable.Range(0, 3).Select(_ => 1e9 * (1 + random.NextInt(5))).ToArray();
            var network = new FlowNetwork<int>();
            var edges = capacities.Select(capacity => network.AddEdge(capacity)).ToList();
            var starts = Enumerable.Range(0, 12).Select(i => (Time: i * 0.05, Path: Path(random, edges), Bytes: 1_000_000L * (1 + random.NextInt(400)))).ToList();
            var arrived = new double[starts.Count];
            for (var i = 0; i < starts.Count; i++)
            {
                Take(Seconds(starts[i].Time));
                network.Start(starts[i].Path, starts[i].Bytes, i, Seconds(starts[i].Time));
            }
            Take(SimTime.Never);
            var expected = Fluid(capacities, starts);
            for (var i = 0; i < starts.Count; i++) Assert.Equal(expected[i], arrived[i], 1e-9);
            for (var e = 0; e < edges.Count; e++)
                Assert.Equal(starts.Where(s => s.Path.Contains(e)).Sum(static s => (double)s.Bytes), network.Carried(edges[e]));

            void Take(SimTime until)
            {
                while (network.Next is var now && now < until)
                    while (network.TryTake(now, out var tag)) arrived[tag] = now.TotalSeconds;
            }
        }
    }

    // Raises all rates together by what the next edge to fill allows; then goes on to the next start or end.
    static double[] Fluid(double[] capacities, List<(double Time, ImmutableArray<int> Path, long Bytes)> starts)
    {
        var left = starts.Select(static s => (double)s.Bytes).ToArray();
        var ends = new double[starts.Count];
        for (var now = 0.0; ;)
        {
            var active = Enumerable.Range(0, left.Length).Where(i => starts[i].Time <= now + 1e-12 && left[i] > 1e-3).ToList();
            var rates = new double[left.Length];
            for (var rising = active.ToList(); rising.Count > 0;)
            {
                var room = Enumerable.Range(0, capacities.Length).Select(e => capacities[e] - active.Where(i => starts[i].Path.Contains(e)).Sum(i => rates[i])).ToArray();
                var more = Enumerable.Range(0, capacities.Length).Where(e => rising.Any(i => starts[i].Path.Contains(e))).Min(e => room[e] / rising.Count(i => starts[i].Path.Contains(e)));
                foreach (var i in rising) rates[i] += more;
                rising.RemoveAll(i => starts[i].Path.Any(e => capacities[e] - active.Where(j => starts[j].Path.Contains(e)).Sum(j => rates[j]) < 1));
            }
            var next = Math.Min(
                starts.Where(s => s.Time > now + 1e-12).Select(static s => s.Time).DefaultIfEmpty(double.PositiveInfinity).Min(),
                active.Select(i => now + (left[i] / rates[i])).DefaultIfEmpty(double.PositiveInfinity).Min());
            if (double.IsPositiveInfinity(next)) return ends;
            foreach (var i in active)
            {
                left[i] -= rates[i] * (next - now);
                if (left[i] <= 1e-3) ends[i] = next;
            }
            now = next;
        }
    }

    static ImmutableArray<int> Path(RandomSource random, List<int> edges)
    {
        var path = edges.Where(_ => random.NextInt(2) == 0).ToImmutableArray();
        return path.IsEmpty ? [edges[random.NextInt(edges.Count)]] : path;
    }
}
