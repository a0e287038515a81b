using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Hardware.Tests.Memory;

public class MemoryTests
{
    // arXiv 2602.18568: an HBM3E stack and the smallest HBM-CO, with the routes fitted to them.
    [Theory]
    [InlineData(4, 4, 4, 9.13, 3.44)]
    [InlineData(1, 1, 1, 3.62, 1.45)]
    public void Energy_per_bit_meets_the_papers_points(int ranks, int banks, int channels, double route, double picojoules) =>
        Assert.Equal(picojoules, new HbmStack(ranks, banks, channels, 1).ReadEnergy(route).Value / 8e-12, 0.005);

    [Fact]
    public void The_smallest_stack_trades_capacity_for_bandwidth()
    {
        var (full, small) = (new HbmStack(4, 4, 4, 1), new HbmStack(1, 1, 1, 1));
        Assert.Equal(768L << 20, small.Capacity.Value);
        Assert.Equal(256e9, small.Bandwidth.Value);
        Assert.Equal(64, full.Capacity / small.Capacity);
        // "BW/Cap 341", 256 GB/s over 0.75 GB.
        Assert.Equal(341, small.Bandwidth.Value / (small.Capacity.Value / (1 << 30) * 1e9), 0.5);
    }

    // Its two fitted routes come out of the stack's own dimensions; the third point was not fitted: half of HBM3E's energy with two ranks and one bank a group.
    [Theory]
    [InlineData(4, 4, 4, 3.44)]
    [InlineData(1, 1, 1, 1.45)]
    [InlineData(2, 1, 1, 3.44 / 2)]
    public void A_stack_s_dimensions_give_its_energy(int ranks, int banks, int channels, double picojoules) =>
        Assert.Equal(picojoules, new HbmStack(ranks, banks, channels, 1).OwnReadEnergy.Value / 8e-12, picojoules * 0.02);

    [Fact]
    public void A_small_stack_costs_more_a_byte_and_far_less_as_a_module()
    {
        var (full, small, two) = (new HbmStack(4, 4, 4, 1), new HbmStack(1, 1, 1, 1), new HbmStack(2, 1, 1, 1));
        Assert.Equal(1, full.RelativeCost, 0.005);
        Assert.Equal(1.81, small.RelativeCostPerByte, 0.01);
        Assert.Equal(1.6, two.RelativeCostPerByte, 0.01);
        Assert.Equal(35, full.RelativeCost / small.RelativeCost, 0.5); // arXiv 2602.18568: "35x cheaper"
    }

    [Theory]
    [InlineData(0.1, 164e3)]
    [InlineData(1, 1.64e6)]
    [InlineData(10, 16.4e6)]
    [InlineData(20, 32.8e6)]
    public void Bandwidth_needs_bytes_in_flight(double microseconds, double bytes) =>
        Assert.Equal(bytes, (Samples.Hbf with { Latency = new(microseconds * 1e-6) }).InFlightForPeak.Value, bytes * 0.003);

    [Fact]
    public void A_bound_on_bytes_in_flight_is_a_bound_on_bandwidth()
    {
        var full = Samples.Hbf with { MaxInFlight = Samples.Hbf.InFlightForPeak };
        Assert.Equal(1638e9, full.EffectiveReadBandwidth.Value, 1);
        Assert.Equal(819e9, (full with { MaxInFlight = full.MaxInFlight! / 2 }).EffectiveReadBandwidth.Value, 1);
    }

    [Theory]
    [InlineData(1, 1.0 / 4096)]
    [InlineData(4096, 1)]
    [InlineData(4097, 4097.0 / 8192)]
    [InlineData(1e6, 1e6 / 1003520)]
    public void Whole_pages_are_read(double request, double useful) =>
        Assert.Equal(useful, Samples.Hbf.UsefulFraction(new Bytes(request)), 9);

    [Fact]
    public void Live_caches_wear_flash_out_and_weights_do_not()
    {
        var written = new BytesPerSecond(0.516e9);
        Assert.Equal(3.14, Samples.Hbf.YearsToWearOut(written), 0.005);
        var tlc = Samples.Hbf with { EnduranceCycles = 3000 };
        Assert.Equal(34, tlc.YearsToWearOut(written) * 365.25, 0.5);
        Assert.Equal(tlc.YearsToWearOut(written) / 4, tlc.YearsToWearOut(written, 4), 9);
        // A full refresh of the stack every day for five years is 1,825 cycles of 3,000.
        Assert.Equal(5 / (1826.25 / 3000), tlc.YearsToWearOut(new BytesPerSecond(512e9 / 86400)), 0.01);
        Assert.Equal(double.PositiveInfinity, Samples.Hbm(80).YearsToWearOut(written));
    }
}
