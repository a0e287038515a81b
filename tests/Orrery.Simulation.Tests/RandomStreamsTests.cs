namespace Orrery.Simulation.Tests;

public sealed class RandomStreamsTests
{
    [Fact]
    public void The_sequence_of_a_named_stream_is_a_contract() =>
        Assert.Equal(0x536b5947291b6935UL, new RandomStreams(42).Get("arrivals").NextUInt64());

    [Fact]
    public void Streams_of_other_names_indices_or_seeds_differ()
    {
        var firsts = new[]
        {
            new RandomStreams(42).Get("arrivals"), new RandomStreams(42).Get("lengths"), new RandomStreams(42).Get("arrivals", 1),
            new RandomStreams(43).Get("arrivals"), new RandomStreams(42).Get("arrivals", -1),
        }.Select(stream => stream.NextUInt64()).ToArray();
        Assert.Equal(firsts.Length, firsts.Distinct().Count());
    }

    [Fact]
    public void A_bounded_integer_is_uniform()
    {
        var source = new RandomStreams(5).Get("dice");
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++) counts[source.NextInt(6)]++;
        // chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand
        Assert.True(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000) < 20.5);
    }
}
