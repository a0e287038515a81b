using FsCheck;
using FsCheck.Fluent;

namespace Orrery.Simulation.Tests;

public sealed class StatisticsTests
{
    static readonly Gen<double> Values =
        from exponent in Gen.Choose(-12, 9)
        from mantissa in Gen.Choose(0, 9_999)
        select mantissa * 1e-3 * Math.Pow(10, exponent);

    [Fact]
    public void Every_quantile_lies_within_the_stated_relative_error_of_the_exact_one()
    {
        Check.One(Config.QuickThrowOnFailure.WithReplay(21UL, 23UL).WithMaxTest(300), Prop.ForAll(Values.NonEmptyListOf().ToArbitrary(), list =>
        {
            var sketch = new QuantileSketch();
            foreach (var value in list) sketch.Add(value);
            var sorted = list.Order().ToArray();
            for (var q = 0.0; q <= 1; q += 0.05)
            {
                var exact = sorted[(int)(q * (sorted.Length - 1))];
                Assert.True(Math.Abs(sketch.Quantile(q) - exact) <= exact * sketch.RelativeError * (1 + 1e-9), $"q={q}: {sketch.Quantile(q)} for {exact}");
            }
            Assert.Equal(sorted[0], sketch.Min);
            Assert.Equal(sorted[^1], sketch.Max);
            Assert.Equal(sorted.Average(), sketch.Mean, sorted[^1] * 1e-12);
        }));
    }

    [Fact]
    public void Merging_equals_having_seen_everything_and_a_weight_equals_repetition()
    {
        Check.One(Config.QuickThrowOnFailure.WithReplay(25UL, 27UL).WithMaxTest(200), Prop.ForAll(Values.ListOf().ToArbitrary(), Values.ListOf().ToArbitrary(), (left, right) =>
        {
            QuantileSketch a = new(), b = new(), both = new();
            foreach (var value in left) { a.Add(value, 3); for (var i = 0; i < 3; i++) both.Add(value); }
            foreach (var value in right) { b.Add(value); both.Add(value); }
            a.Merge(b);
            Assert.Equal(both.Count, a.Count);
            Assert.Equal(both.Cdf(41).ToArray(), a.Cdf(41).ToArray());
        }));
    }

    [Fact]
    public void The_distribution_function_ascends_from_least_to_largest()
    {
        var sketch = new QuantileSketch();
        var source = new RandomStreams(9).Get("values");
        for (var i = 0; i < 10_000; i++) sketch.Add(source.NextLogNormal(1, 2));
        var curve = sketch.Cdf(101);
        Assert.Equal((sketch.Min, 0), curve[0]);
        Assert.Equal((sketch.Max, 1), curve[^1]);
        Assert.Equal(curve.Select(point => point.Value).Order(), curve.Select(point => point.Value));
        Assert.Empty(new QuantileSketch().Cdf(5));
    }

    [Fact]
    public void What_cannot_be_a_latency_is_refused()
    {
        var sketch = new QuantileSketch();
        foreach (var value in new[] { -1, double.NaN, double.PositiveInfinity }) Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(value));
        Assert.Equal(0, sketch.Count);
        Assert.True(double.IsNaN(sketch.Quantile(0.5)) && double.IsNaN(sketch.Mean));
        sketch.Add(0, 10);
        sketch.Add(double.Epsilon);
        sketch.Add(double.MaxValue);
        Assert.Equal(0, sketch.Quantile(0.5));
        Assert.Equal(double.MaxValue, sketch.Quantile(1));
    }

    [Fact]
    public void A_value_allocates_nothing_once_the_range_was_seen()
    {
        var sketch = new QuantileSketch();
        sketch.Add(1e-6);
        sketch.Add(1e3);
        var source = new RandomStreams(2).Get("values");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) sketch.Add(1e-6 + source.NextDouble());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_step_function_integrates_exactly()
    {
        var average = new TimeWeightedAverage(SimTime.FromSeconds(1), 2);
        average.Add(SimTime.FromSeconds(3), 3);
        average.Set(SimTime.FromSeconds(4), 0);
        Assert.Equal(2 * 2 + 5 * 1, average.IntegralUntil(SimTime.FromSeconds(10)), 1e-12);
        Assert.Equal(1, average.MeanUntil(SimTime.FromSeconds(10)), 1e-12);
        Assert.Equal(5, average.Max);
        Assert.Throws<ArgumentOutOfRangeException>(() => average.Set(SimTime.FromSeconds(2), 1));
    }
}
