using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Collectives;

public class StragglerTests
{
    static readonly StragglerSpec Late = new() { Share = 0.05, Delay = new(20e-6) };

    [Fact]
    public void One_certain_straggler_is_waited_for_as_long_as_it_takes()
    {
        // All late: the last of n exponentials is late by their mean times the n-th harmonic number.
        var late = Stragglers.Of(Late with { Share = 1 }, 8);
        Assert.Equal(20e-6 * Enumerable.Range(1, 8).Sum(k => 1.0 / k), late.ExtraSeconds, 20e-6 * 1e-3);
        Assert.Equal(0, late.StaleContributions);
    }

    [Theory]
    [InlineData(8, 0, null)]
    [InlineData(8, 1, null)]
    [InlineData(64, 0, 10e-6)]
    [InlineData(64, 2, 10e-6)]
    public void Waiting_and_stale_contributions_agree_with_drawing_them(int ranks, int spares, double? timeOut)
    {
        var spec = Late with { Spares = spares, TimeOut = timeOut is { } t ? new Seconds(t) : null };
        var random = new Random(7);
        var (waited, stale) = (0.0, 0.0);
        const int Draws = 100_000;
        var late = new double[ranks];
        for (var i = 0; i < Draws; i++)
        {
            for (var r = 0; r < ranks; r++) late[r] = random.NextDouble() < spec.Share ? -Math.Log(1 - random.NextDouble()) * spec.Delay.Value : 0;
            Array.Sort(late, (a, b) => b.CompareTo(a));
            waited += Math.Min(late[spares], timeOut ?? double.PositiveInfinity);
            if (timeOut is { } bound) stale += late.Skip(spares).Count(l => l > bound);
        }
        var expected = Stragglers.Of(spec, ranks);
        Assert.Equal(waited / Draws, expected.ExtraSeconds, waited / Draws * 0.03);
        Assert.Equal(stale / Draws, expected.StaleContributions, Math.Max(1e-6, stale / Draws * 0.03));
    }

    [Fact]
    public void A_shorter_time_out_waits_less_and_spoils_more_and_a_spare_helps_with_both()
    {
        Stragglers Of(double timeOut, int spares) => Stragglers.Of(Late with { TimeOut = new(timeOut), Spares = spares }, 32);
        for (var timeOut = 1e-6; timeOut < 3e-4; timeOut *= 2)
        {
            Assert.True(Of(timeOut, 0).ExtraSeconds <= Of(2 * timeOut, 0).ExtraSeconds);
            Assert.True(Of(timeOut, 0).StaleContributions >= Of(2 * timeOut, 0).StaleContributions);
            Assert.True(Of(timeOut, 1).ExtraSeconds < Of(timeOut, 0).ExtraSeconds);
            Assert.True(Of(timeOut, 1).StaleContributions < Of(timeOut, 0).StaleContributions);
        }
    }

    [Fact]
    public void Every_collective_of_a_link_with_stragglers_waits_for_them()
    {
        var link = Links.Of(Topology.Switch, 1e11, 1e-6, 8);
        var (plain, late) = (CollectiveModel.Create(link, null, 8), CollectiveModel.Create(link with { Stragglers = Late with { TimeOut = new(5e-6) } }, null, 8));
        var expected = Stragglers.Of(Late with { TimeOut = new(5e-6) }, 8);
        Assert.Equal(plain.AllReduceSeconds(1e4) + expected.ExtraSeconds, late.AllReduceSeconds(1e4), 12);
        Assert.Equal(plain.AllToAllSeconds(1e4) + expected.ExtraSeconds, late.AllToAllSeconds(1e4), 12);
        Assert.Equal(expected.StaleContributions, late.StaleContributions);
        Assert.Equal(0, plain.StaleContributions);
    }

    [Fact]
    public void A_group_waits_on_the_links_that_it_uses()
    {
        var (near, far) = (Links.Of(Topology.Switch, 1e11, 1e-6, 8), Links.Of(Topology.FatTree, 2e10, 5e-6, 4096));
        var (slow, slower) = (Late, Late with { Delay = new(70e-6) });
        double Wait(StragglerSpec? ofNear, StragglerSpec? ofFar, int ranks) => CollectiveModel.Create(near with { Stragglers = ofNear }, far with { Stragglers = ofFar }, ranks).WaitSeconds;
        Assert.Equal(0, Wait(null, slower, 8));
        Assert.Equal(Stragglers.Of(slow, 8).ExtraSeconds, Wait(slow, slower, 8));
        Assert.Equal(Stragglers.Of(slower, 32).ExtraSeconds, Wait(null, slower, 32));
        Assert.Equal(Stragglers.Of(slow, 32).ExtraSeconds + Stragglers.Of(slower, 32).ExtraSeconds, Wait(slow, slower, 32), 12);
    }
}
