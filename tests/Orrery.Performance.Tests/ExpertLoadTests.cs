using Orrery.Hardware;

namespace Orrery.Performance.Tests;

public sealed class ExpertLoadTests
{
    // Room for everything: this is about time.
    static readonly AcceleratorSpec Roomy = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(4e12) }] };

    static StepModel Model(double skew, int redundant = 0, int ranks = 16, int pipeline = 1)
        => Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 1, Pipeline: pipeline, Expert: ranks, Data: ranks, ExpertSkew: skew, RedundantExperts: redundant), Roomy);

    static OperatorCost Experts(StepModel model, int batch) => model.Breakdown(model.Decode(batch, 100)).Single(op => op.Name == "moe.experts");

    // A skew too small to matter takes the other way through the code: both must agree with 1 - (1 - k/E)^T.
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(3000)]
    public void Hardly_skewed_is_as_good_as_even(int batch)
    {
        var (even, hardly) = (Experts(Model(0), batch), Experts(Model(1e-9), batch));
        Assert.Equal(even.MemoryBytes, hardly.MemoryBytes, even.MemoryBytes * 0.002);
        Assert.Equal(even.Seconds, hardly.Seconds, even.Seconds * 0.002);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(512)]
    public void More_skew_touches_fewer_experts_and_never_shortens_a_large_step(int batch)
    {
        var (even, mild, strong) = (Experts(Model(0), batch), Experts(Model(0.5), batch), Experts(Model(1), batch));
        Assert.True(even.MemoryBytes > mild.MemoryBytes && mild.MemoryBytes > strong.MemoryBytes);
        Assert.Equal(even.Flops, strong.Flops, even.Flops * 1e-9);
        var (long0, long1) = (Model(0), Model(1));
        Assert.True(long1.Cost(long1.Prefill(4, 8192)).Seconds > long0.Cost(long0.Prefill(4, 8192)).Seconds);
    }

    [Fact]
    public void The_busiest_rank_takes_at_least_the_mean_and_at_most_all()
    {
        foreach (var skew in new[] { 0.0, 0.3, 0.7, 1.0, 1.5 })
        {
            var load = new ExpertLoad(256, 8, 32, skew, 0);
            Assert.InRange(load.Imbalance, 1 - 1e-12, 32);
            for (var tokens = 1; tokens < 100_000; tokens *= 3)
            {
                Assert.InRange(load.MostTouched(tokens), load.MeanTouched(tokens) - 1e-12, 1 + 1e-12);
                // Every token visits eight: no fewer than eight experts of 256 are touched, no more than eight a token.
                Assert.InRange(load.MeanTouched(tokens) * 256, 8 * (1 - 1e-9), 8.0 * tokens + 1e-9);
            }
        }
    }

    [Fact]
    public void Recorded_counts_put_the_load_where_they_say()
    {
        var even = new ExpertLoad([.. Enumerable.Repeat(7.0, 256)], 8, 32, 0);
        Assert.Equal(1, even.Imbalance, 1e-12);
        // The first rank's eight experts are chosen three times as often as the others': 24 of 272 parts instead of 8 of 256.
        var hot = new ExpertLoad([.. Enumerable.Range(0, 256).Select(expert => expert < 8 ? 3.0 : 1.0)], 8, 32, 0);
        Assert.Equal(24.0 / 272 * 32, hot.Imbalance, 1e-9);
        // Counts by Zipf's law are Zipf's law, but for where the experts lie.
        var zipf = new ExpertLoad([.. Enumerable.Range(1, 256).Select(rank => Math.Pow(rank, -0.8))], 8, 1, 0);
        Assert.Equal(new ExpertLoad(256, 8, 1, 0.8, 0).MeanTouched(50), zipf.MeanTouched(50), 1e-12);
    }

    [Fact]
    public void Redundant_experts_even_out_the_ranks()
    {
        var imbalances = new[] { 0, 32, 64, 128 }.Select(redundant => new ExpertLoad(256, 8, 32, 0.8, redundant).Imbalance).ToArray();
        Assert.True(imbalances[0] > 1.5);
        Assert.True(imbalances[1] < imbalances[0] / 1.3);
        Assert.All(imbalances.Skip(1), imbalance => Assert.InRange(imbalance, 1, 1.15));
    }

    [Fact]
    public void Copies_take_memory()
    {
        double Held(int redundant) => OperatorGraph.Build(Machines.DeepSeekV3, Machines.Fp8, new(Expert: 32, Data: 32, ExpertSkew: 0.5, RedundantExperts: redundant)).WeightBytesPerDevice;
        Assert.Equal(58 * 3.0 * 7168 * 2048, Held(32) - Held(0), 58 * 3.0 * 7168 * 2048 * 1e-6); // one more expert a rank and layer
    }

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var model = Model(0.7, 32);
        var shape = model.Decode(64, 2048);
        model.Evaluate(shape, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) model.Evaluate(shape, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
