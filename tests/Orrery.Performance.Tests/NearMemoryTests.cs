using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Performance.Tests;

public class NearMemoryTests
{
    static AcceleratorSpec With(MemoryTierSpec memory) => Machines.H100 with { Memory = [memory] };

    static AcceleratorSpec Pim(double bandwidthMultiple = 8) => With((ProcessingArchetype.Pim with { BandwidthMultiple = bandwidthMultiple, CapacityMultiple = 1 }).On(Machines.Hbm3));

    static StepModel Llama8B(AcceleratorSpec accelerator, bool halves = false, PerformanceMode mode = PerformanceMode.Calibrated) =>
        Machines.Model(Machines.Llama8B, Machines.Bf16, new(1) { HalfBatches = halves }, accelerator, mode);

    static OperatorCost Op(StepModel model, int sequences, long context, string name) => model.Breakdown(model.Decode(sequences, context)).Single(op => op.Name == name);

    [Fact]
    public void One_token_is_multiplied_in_memory_and_a_large_batch_on_the_accelerator()
    {
        // One FLOP a byte against the ridge of one operation a byte in the banks; 512 of them leave it far behind.
        Assert.Equal("pim", Op(Llama8B(Pim()), 1, 1000, "mlp.up").Engine);
        Assert.Equal("near memory", Op(Llama8B(Pim()), 1, 1000, "mlp.up").Bound);
        Assert.Equal("bf16", Op(Llama8B(Pim()), 512, 1000, "mlp.up").Engine);
    }

    [Fact]
    public void Attention_of_decodes_stays_in_memory_whatever_the_batch_and_prompts_never_go_there()
    {
        foreach (var sequences in (int[])[1, 16, 256]) Assert.Equal("pim", Op(Llama8B(Pim()), sequences, 2000, "attention.decode").Engine);
        var model = Llama8B(Pim());
        Assert.Equal("bf16", model.Breakdown(model.Prefill(1, 4000)).Single(op => op.Name == "attention.prefill").Engine);
    }

    [Fact]
    public void Attention_in_memory_takes_its_bytes_at_the_engines_rate_and_energy()
    {
        var accelerator = Pim();
        var engines = accelerator.Memory[0].Processing!;
        var op = Op(Llama8B(accelerator, mode: PerformanceMode.Ideal), 64, 8000, "attention.decode");
        // 32 layers of 8 heads of 128 keys and values at 16 bits; four queries share each, 4 FLOPs a pair of numbers: 4 FLOPs a byte.
        var bytes = 32.0 * 2 * 8 * 128 * 2 * 64 * 8000;
        Assert.Equal(Math.Max(bytes / engines.Bandwidth.Value, 4 * bytes / engines.Peak.Value), op.Seconds, op.Seconds * 0.01);
        Assert.Equal(bytes * engines.ReadEnergy.Value + 4 * bytes * engines.ComputeEnergy.Value, op.Joules, op.Joules * 0.01);
    }

    [Fact]
    public void Engines_beside_a_memory_never_make_a_step_slower_in_the_limit_of_rooflines()
    {
        var plain = Llama8B(Machines.H100, mode: PerformanceMode.Ideal);
        foreach (var kind in Enum.GetValues<ProcessingKind>())
        {
            var near = Llama8B(With((ProcessingArchetype.Of(kind) with { CapacityMultiple = 1 }).On(Machines.Hbm3)), mode: PerformanceMode.Ideal);
            foreach (var sequences in (int[])[1, 8, 64])
                Assert.True(near.Cost(near.Decode(sequences, 4000)).Seconds <= plain.Cost(plain.Decode(sequences, 4000)).Seconds * (1 + 1e-12));
        }
    }

    [Fact]
    public void More_bandwidth_for_the_engines_is_never_slower()
    {
        var before = double.PositiveInfinity;
        foreach (var multiple in (double[])[1, 2, 4, 8, 16])
        {
            var model = Llama8B(Pim(multiple));
            var seconds = model.Cost(model.Decode(32, 4000)).Seconds;
            Assert.True(seconds <= before);
            before = seconds;
        }
    }

    [Fact]
    public void Halves_overlap_both_kinds_of_engines_where_that_pays_and_change_nothing_where_it_does_not()
    {
        var (whole, halves) = (Llama8B(Pim()), Llama8B(Pim(), halves: true));
        var (large, one) = (whole.Decode(128, 4000), whole.Decode(1, 4000));
        Assert.True(halves.Cost(large).Seconds < whole.Cost(large).Seconds);
        Assert.Equal(whole.Cost(one).Seconds, halves.Cost(one).Seconds);
        // No better than perfect overlap of what the two kinds do.
        var attention = Op(whole, 128, 4000, "attention.decode").Seconds;
        Assert.True(halves.Cost(large).Seconds >= Math.Max(attention, whole.Cost(large).Seconds - attention));
    }

    [Fact]
    public void A_card_that_attends_for_a_GPU_is_limited_by_its_own_memory_and_not_by_its_link()
    {
        var link = Machines.Hbm3 with { Name = "card", Capacity = new(512e9), ReadBandwidth = new(63e9), Latency = new(250e-9) };
        var card = (ProcessingArchetype.Pnm with { BandwidthMultiple = 1.1e12 / 63e9 }).On(link);
        StepModel Of(MemoryTierSpec tier) =>
            Machines.Model(Machines.Llama8B, Machines.Bf16, new(1), Machines.H100 with { Memory = [Machines.Hbm3, tier] }, placement: new("hbm", "card"));
        var (storing, computing) = (Op(Of(link), 32, 8000, "attention.decode").Seconds, Op(Of(card), 32, 8000, "attention.decode").Seconds);
        Assert.InRange(storing / computing, 0.9 * 1.1e12 / 63e9, 1.1e12 / 63e9);
    }

    [Fact]
    public void Steps_are_not_taken_for_convex_where_operators_may_move()
    {
        Assert.False(Llama8B(Pim()).IsConvex);
        Assert.True(Llama8B(Machines.H100).IsConvex);
    }

    [Fact]
    public void A_lower_limit_of_heat_never_makes_a_step_faster_and_sets_the_clock()
    {
        AcceleratorSpec Under(double wattsPerSquareMillimeter) => Machines.H100 with { DieArea = new(814e-6), PowerDensityLimit = new(wattsPerSquareMillimeter * 1e6) };
        // 989 TFLOP/s at 0.6 pJ, 3.35 TB/s at 31.2 pJ/B and 150 W idle: 848 W at full clock, 1.04 W/mm².
        Assert.Equal(1, Under(1.05).ThermalClock);
        Assert.Equal((0.5 * 814 - 150 - 104.52) / 593.4, Under(0.5).ThermalClock, 3);
        Assert.Equal(989e12 * Under(0.5).ThermalClock, Under(0.5).Engine(ComputeType.Bf16).Peak.Value, 1e9);
        var before = 0.0;
        foreach (var limit in (double[])[1.2, 1, 0.8, 0.6, 0.4])
        {
            var model = Llama8B(Under(limit));
            var seconds = model.Cost(model.Prefill(1, 4000)).Seconds + model.Cost(model.Decode(8, 1000)).Seconds;
            Assert.True(seconds >= before);
            before = seconds;
        }
    }

    static StepModel WithCard(bool halves)
    {
        var link = Machines.Hbm3 with { Name = "card", Capacity = new(512e9), ReadBandwidth = new(63e9), Latency = new(250e-9) };
        var card = (ProcessingArchetype.Pnm with { BandwidthMultiple = 1.1e12 / 63e9 }).On(link);
        return Machines.Model(Machines.Llama8B, Machines.Bf16, new(1) { HalfBatches = halves }, Machines.H100 with { Memory = [Machines.Hbm3, card] }, placement: new("hbm", "card"));
    }

    [Fact]
    public void One_sequence_has_no_halves()
    {
        var (whole, halves) = (WithCard(false), WithCard(true));
        Assert.Equal(whole.Cost(whole.Decode(1, 100_000)).Seconds, halves.Cost(halves.Decode(1, 100_000)).Seconds);
        Assert.True(halves.Cost(halves.Decode(2, 100_000)).Seconds < whole.Cost(whole.Decode(2, 100_000)).Seconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void The_operators_of_a_step_in_halves_are_those_of_both(int sequences)
    {
        var model = WithCard(true);
        var step = model.Decode(sequences, 50_000);
        var (cost, rows) = (model.Cost(step), model.Breakdown(step));
        Assert.Equal(cost.ReadBytes[0] + cost.ReadBytes[1] + cost.WrittenBytes[0] + cost.WrittenBytes[1], rows.Sum(static row => row.MemoryBytes), 1e3);
        Assert.Equal(cost.Joules - 150 * cost.Seconds, rows.Sum(static row => row.Joules), 1e-9);
        Assert.True(rows.Sum(static row => row.Seconds) > 0.999 * (cost.Seconds - 250e-9));
    }
}
