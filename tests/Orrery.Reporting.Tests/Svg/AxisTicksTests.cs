using FsCheck;
using FsCheck.Fluent;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Tests.Svg;

public class AxisTicksTests
{
    static Config Seeded => Config.QuickThrowOnFailure.WithReplay(17UL, 19UL);

    [Fact]
    public void Linear_ticks_ascend_within_the_range_in_equal_steps() =>
        Check.One(Seeded, Prop.ForAll<NormalFloat, NormalFloat>((a, b) =>
        {
            var (min, max) = (Math.Min(a.Get, b.Get), Math.Max(a.Get, b.Get));
            if (max - min <= 1e-6 * Math.Max(Math.Abs(min), Math.Abs(max)) || !double.IsFinite(max - min)) return true;
            var ticks = AxisTicks.Linear(min, max);
            var steps = ticks.Zip(ticks.Skip(1), (first, second) => second - first).ToList();
            return ticks.Length is >= 2 and <= 11 && ticks.All(tick => tick >= min && tick <= max)
                && steps.All(step => step > 0) && steps.Max() - steps.Min() < 1e-3 * steps.Max();
        }));

    [Fact]
    public void Log_ticks_ascend_within_the_range_and_are_few() =>
        Check.One(Seeded, Prop.ForAll(Gen.Choose(-250, 250).Two().ToArbitrary(), pair =>
        {
            var (min, max) = (Math.Pow(10, Math.Min(pair.Item1, pair.Item2) / 10.0), Math.Pow(10, (Math.Max(pair.Item1, pair.Item2) + 1) / 10.0));
            var ticks = AxisTicks.Log(min, max);
            return ticks.Length is >= 1 and <= 10 && ticks.All(tick => tick >= min * 0.999999 && tick <= max * 1.000001) && ticks.Zip(ticks.Skip(1)).All(two => two.First < two.Second);
        }));

    [Theory]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0, 37, new double[] { 0, 10, 20, 30 })]
    [InlineData(-3, 3, new double[] { -2, 0, 2 })]
    public void Ticks_are_the_numbers_a_person_would_choose(double min, double max, double[] ticks) => Assert.Equal(ticks, AxisTicks.Linear(min, max));

    [Theory]
    [InlineData(0.01, 1000, new[] { 0.01, 0.1, 1, 10, 100, 1000 })]
    [InlineData(1, 20, new double[] { 1, 2, 5, 10, 20 })]
    public void Log_ticks_are_powers_of_ten_with_two_and_five_where_there_is_room(double min, double max, double[] ticks) => Assert.Equal(ticks, AxisTicks.Log(min, max));

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_range_that_is_none_has_one_tick(double min, double max) => Assert.Single(AxisTicks.Linear(min, max));
}
