using FsCheck;
using FsCheck.Fluent;
using Orrery.Units;

namespace Orrery.Hardware.Tests.NearMemory;

public class ProcessingTests
{
    static void Holds(Func<double, double, double, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260204, 7),
        Prop.ForAll(
            (from bytes in Gen.Choose(0, 1000) from flops in Gen.Choose(0, 1000) from watts in Gen.Choose(1, 1000) select (Bytes: bytes * 1e6, Flops: flops * 1e8, Watts: watts / 10.0)).ToArbitrary(),
            x => law(x.Bytes, x.Flops, x.Watts)));

    [Theory]
    [InlineData(ProcessingKind.Pim, 5, 10)] // arXiv 2601.05047v2, Table 4: bandwidth per watt of PIM 5-10x
    [InlineData(ProcessingKind.Pnm, 2, 5)] // and of PNM 2-5x
    [InlineData(ProcessingKind.BaseDie, 2, 3)] // 3D stacking on the base die, 2-3x lower power
    public void Bandwidth_per_watt_lies_in_the_published_range(ProcessingKind kind, double least, double most) =>
        Assert.InRange(ProcessingArchetype.Of(kind).BandwidthPerWatt, least, most);

    [Fact]
    public void Only_engines_on_the_memory_s_own_die_take_room_from_cells_and_run_slow_logic()
    {
        foreach (var kind in Enum.GetValues<ProcessingKind>())
        {
            var archetype = ProcessingArchetype.Of(kind);
            Assert.Equal(kind == ProcessingKind.Pim, archetype.CapacityMultiple < 1);
            Assert.Equal(kind == ProcessingKind.Pim, archetype.LogicClock < 1);
            Assert.Equal(kind, archetype.On(Samples.Hbm(80)).Processing!.Kind);
        }
    }

    [Fact]
    public void Banks_cut_a_model_into_a_thousand_times_more_shards_than_cards()
    {
        var weights = new Bytes(405e9);
        var pim = ProcessingArchetype.Pim.On(Samples.Hbm(80)).Processing!;
        var pnm = ProcessingArchetype.Pnm.On(Samples.Hbm(80)).Processing!;
        Assert.InRange(pim.Shards(weights) / pnm.Shards(weights), 900, 1100);
        Assert.Equal(14, ProcessingSpec.ReductionSteps(pim.Shards(weights)));
        Assert.Equal(4, ProcessingSpec.ReductionSteps(pnm.Shards(weights)));
        Assert.Equal(0, ProcessingSpec.ReductionSteps(1));
    }

    [Fact]
    public void Work_takes_no_less_than_any_of_its_roofs_and_exactly_one_of_them() => Holds((bytes, flops, watts) =>
    {
        var engines = ProcessingArchetype.Stacked.On(Samples.Hbm(80)).Processing! with { PowerLimit = new(watts) };
        double[] roofs = [bytes / engines.Bandwidth.Value, flops / engines.Peak.Value, (bytes * engines.ReadEnergy.Value + flops * engines.ComputeEnergy.Value) / watts];
        return engines.Seconds(bytes, flops) == roofs.Max();
    });

    [Fact]
    public void Carrying_more_heat_away_is_never_slower() => Holds((bytes, flops, watts) =>
    {
        ProcessingSpec Engines(double limit) => ProcessingArchetype.Stacked.On(Samples.Hbm(80)).Processing! with { PowerLimit = new(limit), ReadEnergy = new(1e-11) };
        return Engines(watts * 1.1).Seconds(bytes, flops) <= Engines(watts).Seconds(bytes, flops)
            && (Engines(watts) with { PowerLimit = null }).Seconds(bytes, flops) <= Engines(watts).Seconds(bytes, flops);
    });

    [Fact]
    public void Each_stack_carries_its_own_heat()
    {
        var one = ProcessingArchetype.BaseDie.On(Samples.Hbm(80)).Processing!.PowerLimit!.Value;
        var five = ProcessingArchetype.BaseDie.On(Samples.Hbm(80), 5).Processing!.PowerLimit!.Value;
        Assert.Equal(60.5, one.Value, 6); // 0.5 W/mm² over 121 mm²
        Assert.Equal(5 * one.Value, five.Value, 6);
    }
}
