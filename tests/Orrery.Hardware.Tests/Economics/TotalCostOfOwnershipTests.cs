using FsCheck;
using FsCheck.Fluent;
using Orrery.Hardware.Economics;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Economics;

public class TotalCostOfOwnershipTests
{
    const double Year = 365.25 * 86400;

    [Theory]
    [InlineData(0.08, 4, 0.30192)] // tables of annuities
    [InlineData(0.08, 12, 0.13270)]
    [InlineData(0.05, 10, 0.12950)]
    [InlineData(0, 4, 0.25)]
    public void Capital_is_recovered_as_annuity_tables_say(double rate, double years, double factor) =>
        Assert.Equal(factor, TotalCostOfOwnership.CapitalRecovery(rate, new(years * Year)), 5);

    [Fact]
    public void Yearly_payments_repay_the_capital_with_interest() => Check.One(
        Config.QuickThrowOnFailure.WithReplay(7, 31),
        Prop.ForAll(Gen.Choose(0, 20).Zip(Gen.Choose(1, 20)).ToArbitrary(), c =>
        {
            var (rate, years) = (c.Item1 / 100.0, c.Item2);
            var payment = TotalCostOfOwnership.CapitalRecovery(rate, new(years * Year));
            var debt = 1.0;
            for (var year = 0; year < years; year++) debt = debt * (1 + rate) - payment;
            return Math.Abs(debt) < 1e-9;
        }));

    [Fact]
    public void Each_part_is_what_its_own_formula_says()
    {
        var cost = TotalCostOfOwnership.Of(Samples.EightH100, new(), new(5000));
        var hourly = cost.Parts.ToDictionary(p => p.Name, p => p.Amount.Value * 3600);
        Assert.Equal(200000 * 0.30192 / 8766, hourly["accelerators"], 3);
        Assert.Equal(14428 * 0.30192 / 8766, hourly["hosts"], 3);
        Assert.Equal(6800 * 11 * 0.13270 / 8766, hourly["facility"], 3);
        Assert.Equal(214428 * 0.04 / 8766, hourly["maintenance"], 3);
        Assert.Equal(5 * 1.2 * 0.09, hourly["energy"], 6);
        Assert.Equal(hourly.Values.Sum(), cost.Total.Value * 3600, 9);
        Assert.Equal(214428, cost.Capital.Value);
        Assert.Equal(cost.Total.Value * 1000, cost.PerMillionTokens(1000).Value, 9);
    }

    [Fact]
    public void A_host_that_is_not_full_is_paid_whole() =>
        Assert.Equal(2, (Samples.EightH100 with { Count = 9 }).HostCount);

    [Fact]
    public void The_published_simple_form_holds() =>
        // (8·25,000 + 2·7,214)·1.2 / 26,280 h + 6.8 kW · 0.15
        Assert.Equal(9.7913 + 1.02, TotalCostOfOwnership.Simple(new(8 * 25000 + 2 * 7214), new(6800)).Value * 3600, 3);
}
