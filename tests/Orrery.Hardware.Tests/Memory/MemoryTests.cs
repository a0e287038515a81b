using FsCheck;
using FsCheck.Fluent;
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
        Assert.Equal(tlc.YearsToWearOut(written) / 4, (tlc with { WriteAmplification = 4 }).YearsToWearOut(written), 9);
        // A full refresh of the stack every day for five years is 1,825 cycles of 3,000.
        Assert.Equal(5 / (1826.25 / 3000), tlc.YearsToWearOut(new BytesPerSecond(512e9 / 86400)), 0.01);
        Assert.Equal(double.PositiveInfinity, Samples.Hbm(80).YearsToWearOut(written));
    }

    [Fact]
    public void With_no_bound_on_what_is_outstanding_a_tier_reaches_its_peak_whatever_its_latency_and_page() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(41, 7), Prop.ForAll((PositiveInt nanoseconds, PositiveInt page) =>
        {
            var tier = Samples.Hbf with { Latency = new(nanoseconds.Get * 1e-9), AccessSize = new(page.Get), MaxInFlight = null, MaxOutstanding = null, PrefetchBuffer = null };
            return tier.EffectiveReadBandwidth == tier.ReadBandwidth * tier.Efficiency
                && (tier with { MaxOutstanding = 1e12 }).EffectiveReadBandwidth == tier.EffectiveReadBandwidth;
        }));

    [Fact]
    public void Outstanding_pages_a_buffer_of_two_halves_and_bytes_in_flight_are_one_bound_in_three_words()
    {
        var pages = Samples.Hbf with { MaxOutstanding = 2000, MaxInFlight = null };
        Assert.Equal(2000 * 4096 / Samples.Hbf.Latency.Value, pages.EffectiveReadBandwidth.Value, 1);
        Assert.Equal(pages.EffectiveReadBandwidth.Value, (Samples.Hbf with { MaxInFlight = new(2000 * 4096.0) }).EffectiveReadBandwidth.Value, 1);
        Assert.Equal(pages.EffectiveReadBandwidth.Value, (Samples.Hbf with { PrefetchBuffer = new(2 * 2000 * 4096.0), MaxInFlight = null }).EffectiveReadBandwidth.Value, 1);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Under_a_latency_that_grows_with_the_load_what_is_in_flight_is_bandwidth_times_the_latency_at_that_load(double share)
    {
        var full = Samples.Hbf with { UnloadedLatency = Samples.Hbf.Latency / 4 };
        var bandwidth = share * full.ReadBandwidth.Value;
        var latency = full.Latency.Value * (0.25 + 0.75 * share);
        Assert.Equal(bandwidth, (full with { MaxInFlight = new(bandwidth * latency) }).EffectiveReadBandwidth.Value, bandwidth * 1e-9);
    }

    // 16 dies of 64 planes: 4 KiB pages must come in 2.56 us, or 16 KiB pages in 10.24, for the bandwidth of HBM4.
    [Theory]
    [InlineData(4096, 2.56)]
    [InlineData(16384, 10.24)]
    public void Planes_pages_and_times_give_the_bandwidth_of_the_stack(double page, double microseconds)
    {
        var array = new FlashArray(16, 64, new(page), new(microseconds * 1e-6), new(250e-6), null, new(32e9));
        Assert.Equal(1638e9, array.ReadBandwidth.Value, 1e9);
        Assert.Equal(512e9, array.Capacity.Value);
        Assert.Equal(array.ReadBandwidth.Value, (array.InFlight / array.Latency).Value, 1);
    }

    [Fact]
    public void A_port_that_moves_pages_out_slower_than_cells_read_them_halves_the_bandwidth()
    {
        var array = new FlashArray(16, 64, new(4096), new(2.56e-6), new(250e-6), null, new(32e9));
        Assert.Equal(array.ReadBandwidth.Value / 2, (array with { PlanePort = new BytesPerSecond(4096 / 2.56e-6) }).ReadBandwidth.Value, 1);
    }

    [Fact]
    public void Wear_of_two_writes_adds_up_and_a_life_of_them_is_all_of_it()
    {
        var tlc = Samples.Hbf with { EnduranceCycles = 3000, WriteAmplification = 2 };
        Assert.Equal(tlc.Wear(new(5e12)) + tlc.Wear(new(7e12)), tlc.Wear(new(12e12)), 15);
        Assert.Equal(1, tlc.Wear(new(1e9 * tlc.YearsToWearOut(new BytesPerSecond(1e9)) * 365.25 * 86400)), 9);
        Assert.Equal(0, Samples.Hbm(80).Wear(new(1e18)));
    }

    [Theory]
    [InlineData(34.2 / 365.25, "34 days")]
    [InlineData(3.14, "3.1 years")]
    [InlineData(0.5 / 365.25, "12 hours")]
    [InlineData(120, "120 years")]
    public void A_lifespan_is_told_in_the_unit_that_people_would_use(double years, string words) => Assert.Equal(words, Lifespan.Words(years));

    [Theory]
    [InlineData(1024, 4)]
    [InlineData(4096, 1)]
    [InlineData(631, 6.49)] // what the slowest published layout would take, arXiv 2607.04031
    public void Rows_shorter_than_a_page_cost_whole_pages(double piece, double amplification) =>
        Assert.Equal(amplification, (Samples.Hbf with { WeightPiece = new(piece) }).WeightAmplification, 0.01);
}
