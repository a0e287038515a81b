using Orrery.Hardware.Economics;
using Orrery.Hardware.Trends;
using Orrery.Units;

namespace Orrery.Hardware.Tests;

public sealed class TrendTests
{
    [Fact]
    public void Growth_that_is_exponential_is_found_exactly_whatever_the_years()
    {
        var fit = GrowthTrend.Fit(new[] { 2012.0, 2013, 2017, 2020 }.Select(year => (year, 5e12 * Math.Pow(1.7, year - 2010))))!;

        Assert.Equal(1.7, fit.PerYear, 9);
        Assert.Equal(1, fit.Residual, 9);
        Assert.Equal(1.7 * 1.7, fit.Over(2), 9);
    }

    [Fact]
    public void A_value_twice_and_one_half_off_spreads_the_fit_and_leaves_its_slope()
    {
        var fit = GrowthTrend.Fit([(2010, 2), (2012, 0.5), (2014, 0.5), (2016, 2)])!;

        Assert.Equal(1, fit.PerYear, 9);
        Assert.Equal(2, fit.Residual, 9);
    }

    [Fact]
    public void One_year_tells_no_growth() => Assert.Null(GrowthTrend.Fit([(2020, 1), (2020, 2)]));

    [Fact]
    public void What_is_stated_for_two_years_compounds_over_twenty() => Assert.Equal(59049, GrowthTrend.Stated(3, 2).Over(20), 6);

    [Fact]
    public void A_data_centre_holds_whole_copies_until_its_first_budget_is_spent()
    {
        var need = new DataCentreNeed(new(10_000), 8, new(300_000), new(90_000));

        var fit = DataCentreFit.Of(new(new(1e6), 400, new(1e9), null), need)!;
        Assert.Equal((50, "space"), (fit.Copies, fit.Limit));
        Assert.Equal([("power", 0.5), ("space", 1.0), ("money", 0.015)], fit.Used.Select(used => (used.Name, Math.Round(used.Amount, 9))));
        Assert.Equal((99, "power"), DataCentreFit.Of(new(new(999_999)), need) is { } floor ? (floor.Copies, floor.Limit) : default);
        Assert.Equal(0, DataCentreFit.Of(new(Carbon: new(89_999)), need)!.Copies);
        Assert.Null(DataCentreFit.Of(new(), need));
    }

    [Fact]
    public void Twice_every_budget_holds_twice_the_copies_and_no_budget_is_overspent()
    {
        var (need, random) = (new DataCentreNeed(new(7_123), 5, new(212_345), new(61_111)), new Random(3));
        for (var i = 0; i < 200; i++)
        {
            var budget = new DataCentreBudget(new(1e6 * (1 + random.Next(50))), 40.0 * (1 + random.Next(200)), new(1e7 * (1 + random.Next(40))), new(1e6 * (1 + random.Next(60))));
            var fit = DataCentreFit.Of(budget, need)!;
            var twice = DataCentreFit.Of(new(budget.Power * 2, budget.RackUnits * 2, budget.Capital * 2, budget.Carbon * 2), need)!;
            Assert.InRange(twice.Copies, 2 * fit.Copies, 2 * fit.Copies + 1);
            Assert.All(fit.Used, used => Assert.InRange(used.Amount, 0, 1 + 1e-9));
            Assert.True(fit.Used.Max(used => used.Amount) > (double)fit.Copies / (fit.Copies + 1) - 1e-9);
        }
    }
}
