using Orrery.Hardware.Carbon;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Carbon;

public class EmbodiedCarbonTests
{
    static double Model(AcceleratorSpec accelerator, string name) =>
        EmbodiedCarbon.Of(accelerator).Models.Single(m => m.Name == name).Amount.Value;

    [Fact]
    public void An_H100_spans_its_maker_s_figure_and_Boavizta_s()
    {
        var result = EmbodiedCarbon.Of(Samples.H100);
        Assert.Equal(164, result.Low.Value);
        Assert.Equal(575, result.High.Value, 0.5);
        Assert.Equal(163.8, Model(Samples.H100, EmbodiedCarbon.Regression), 0.05);
    }

    [Fact]
    public void Regression_and_Boavizta_reproduce_other_cards()
    {
        Assert.Equal(113, Model(Samples.A100, EmbodiedCarbon.Regression), 0.5);
        Assert.Equal(273, Model(Samples.A100, EmbodiedCarbon.Boavizta), 0.5);
        Assert.Equal(293, Model(Samples.B200, EmbodiedCarbon.Regression), 0.5);
        Assert.Equal(114, BoaviztaCard.Of(Samples.Make("l4", 24, 294, 1, 5, 72)).Embodied.Value, 0.5);
    }

    [Fact]
    public void Boavizta_extrapolates_to_larger_packages()
    {
        // Worked out by a program other than this: H200 1,067 kg, B200 1,426 kg (its die area was rounded otherwise).
        Assert.Equal(1067, Model(Samples.Make("h200-sxm", 141, 814, 1, 5, 700), EmbodiedCarbon.Boavizta), 0.5);
        Assert.Equal(1426, Model(Samples.B200, EmbodiedCarbon.Boavizta), 14.26);
    }

    [Fact]
    public void Chiplets_on_one_module_share_it()
    {
        // A twentieth of a 360 W module: parts that scale with the device are its own, the rest is shared.
        var (whole, chiplet) = (Samples.Make("m", 40, 1600, 20, 5, 360), Samples.Make("c", 2, 80, 1, 5, 18));
        Assert.InRange(EmbodiedCarbon.Of(chiplet).Low.Value * 20, EmbodiedCarbon.Of(whole).Low.Value, EmbodiedCarbon.Of(whole).Low.Value * 1.1);
        Assert.Equal(EmbodiedCarbon.Of(whole).High.Value, EmbodiedCarbon.Of(chiplet).High.Value * 20, EmbodiedCarbon.Of(whole).High.Value * 0.2);
    }

    [Fact]
    public void Flash_adds_what_its_own_tier_says()
    {
        var withFlash = Samples.H100 with { Memory = [.. Samples.H100.Memory, Samples.Hbf] };
        Assert.Equal(1.1 * 512 * 0.006, Model(withFlash, EmbodiedCarbon.Regression) - Model(Samples.H100, EmbodiedCarbon.Regression), 1e-9);
        Assert.Equal(512 * 0.0063, Model(withFlash, EmbodiedCarbon.Boavizta) - Model(Samples.H100, EmbodiedCarbon.Boavizta), 1e-9);
        Assert.Equal(512 * 0.0063, Model(withFlash, EmbodiedCarbon.Act) - Model(Samples.H100, EmbodiedCarbon.Act), 1e-9);
    }

    [Fact]
    public void Silicon_alone_emits_less_than_the_whole_package()
    {
        // 8.14 cm² at 87.5 % yield: 2.75 kWh at 642 g, 0.3275 kg of gas, 0.5 kg of materials; 80 GB at 65 g; one package.
        Assert.Equal(8.14 / 0.875 * (1.7655 + 0.3275 + 0.5) + 5.2 + 0.15, Model(Samples.H100, EmbodiedCarbon.Act), 0.01);
        Assert.True(Model(Samples.H100, EmbodiedCarbon.Act) < 164);
    }

    [Fact]
    public void A_system_counts_every_accelerator_and_host()
    {
        var system = EmbodiedCarbon.Of(Samples.EightH100 with { Count = 9 });
        Assert.Equal(9 * 164 + 2 * 1500, system.Low.Value, 1e-9);
        Assert.Equal(164, system.Models[0].Amount.Value);
    }

    [Fact]
    public void Without_a_die_area_the_models_that_need_one_are_left_out() =>
        Assert.Equal([EmbodiedCarbon.Regression], EmbodiedCarbon.Of(Samples.Make("x", 32, 0, 1, 0, 300)).Models.Select(m => m.Name));

    [Theory]
    [InlineData(369, 6200, 100)] // USA
    [InlineData(481, 8100, 100)] // world
    [InlineData(12, 203, 1)] // nuclear
    [InlineData(7.3, 124, 1)] // Iceland
    public void Four_years_of_an_H100_emit_what_its_grid_emits(double gramsPerKilowattHour, double kilograms, double tolerance)
    {
        var time = new Seconds(4 * 365.25 * 86400);
        var emitted = OperationalCarbon.Of(new Watts(700 * 0.6), time, 1.15, new KilogramsPerJoule(gramsPerKilowattHour / 1000 / 3.6e6));
        Assert.Equal(kilograms, emitted.Value, tolerance);
    }
}
