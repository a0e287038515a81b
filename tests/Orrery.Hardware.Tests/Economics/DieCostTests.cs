using Orrery.Hardware.Economics;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Economics;

public class DieCostTests
{
    static readonly CostAssumptions Assumptions = new();

    // Worked out with LLMCompass's formulas and prices by a program other than this.
    [Theory]
    [InlineData(826, 7, 62.4, 0.35, 423)]
    [InlineData(814, 5, 63.5, 0.27, 982)]
    [InlineData(60, 5, 1092, 0.89, 17.5)]
    public void Published_dies_come_out_to_the_printed_digit(double squareMillimeters, double nanometers, double dies, double yield, double dollars)
    {
        var cost = DieCost.Of(new(squareMillimeters * 1e-6), Assumptions.Wafer(nanometers));
        Assert.Equal(dies, cost.DiesPerWafer, dies > 1000 ? 0.5 : 0.05);
        Assert.Equal(yield, cost.Yield, 0.005);
        Assert.Equal(dollars, cost.Cost.Value, dollars > 100 ? 0.5 : 0.05);
    }

    [Fact]
    public void Area_costs_less_in_chiplets()
    {
        var process = Assumptions.Wafer(5);
        var areas = Enumerable.Range(1, 40).Select(i => i * 20.0).ToArray();
        var perArea = areas.Select(a => DieCost.Of(new(a * 1e-6), process).Cost.Value / a).ToArray();
        Assert.Equal(perArea.Order(), perArea);
    }

    [Fact]
    public void A_wafer_scale_die_costs_its_wafer() =>
        Assert.Equal(16988, DieCost.Of(new(46225e-6), Assumptions.Wafer(5)).Cost.Value);

    [Fact]
    public void A_bill_of_materials_is_the_sum_of_its_parts()
    {
        var bill = BillOfMaterials.Of(Samples.H100, Assumptions);
        Assert.Equal(["dies", "hbm", "packaging"], bill.Parts.Select(p => p.Name));
        Assert.Equal(bill.Total.Value, bill.Parts.Sum(p => p.Amount.Value), 1e-9);
        // 982 USD of die, 80 GB at 9 USD, 29 % packaging.
        Assert.Equal((982 + 720) * 1.29, bill.Total.Value, 1.0);
    }

    [Fact]
    public void Only_an_accelerator_without_a_listed_price_is_estimated()
    {
        Assert.Equal(new(new Dollars(25000), false), AcceleratorPrice.Of(Samples.EightH100.Accelerator, Assumptions));
        Assert.True(AcceleratorPrice.Of(Samples.H100, Assumptions).IsEstimate);
    }

    [Fact]
    public void Memory_added_to_a_listed_accelerator_is_not_free()
    {
        var original = Samples.EightH100.Accelerator with { Rent = new DollarsPerSecond(2.5 / 3600) };
        var changed = AcceleratorPrice.OnChange(original, original with { Memory = [.. original.Memory, Samples.Hbf] }, Assumptions);
        Assert.Equal(25000 + 512 * 1.8 * 1.29 * 7, changed.Price!.Value.Value, 1);
        Assert.Equal(164 + 1.1 * 512 * 0.006, changed.VendorEmbodied!.Value.Value, 1e-6);
        Assert.Null(changed.Rent);
        Assert.Null(AcceleratorPrice.OnChange(Samples.H100, changed, Assumptions).Price);
    }
}
