using FsCheck;
using FsCheck.Fluent;

namespace Orrery.Units.Tests;

public sealed class QuantityTextTests
{
    [Theory]
    [InlineData("50 ms", 0.05)]
    [InlineData("3 us", 3e-6)]
    [InlineData("3 µs", 3e-6)]
    [InlineData("3 μs", 3e-6)]
    [InlineData("4 y", 4 * 31557600.0)]
    [InlineData("30 d", 30 * 86400.0)]
    [InlineData("1h", 3600)]
    [InlineData(" 2 min ", 120)]
    [InlineData("-1.5e-3 s", -0.0015)]
    [InlineData("+.5 s", 0.5)]
    [InlineData("100 ns", 1e-7)]
    public void A_time_reads_in_seconds(string text, double seconds) => Reads(text, new Seconds(seconds));

    [Theory]
    [InlineData("80 GiB", 80 * 1073741824.0)]
    [InlineData("80GB", 80e9)]
    [InlineData("1 kB", 1000)]
    [InlineData("1 KiB", 1024)]
    [InlineData("5EB", 5e18)]
    [InlineData("5E3B", 5000)]
    [InlineData("8 Mb", 1e6)]
    [InlineData("8 MB", 8e6)]
    [InlineData("8 Gibit", 1073741824.0)]
    public void Decimal_and_binary_prefixes_bits_and_bytes_are_kept_apart(string text, double bytes) => Reads(text, new Bytes(bytes));

    [Fact]
    public void Every_dimension_reads_its_customary_units()
    {
        Reads("3.35 TB/s", new BytesPerSecond(3.35e12));
        Reads("3.2 Tb/s", new BytesPerSecond(0.4e12));
        Reads("700 W", new Watts(700));
        Reads("7 mW", new Watts(0.007));
        Reads("7 MW", new Watts(7e6));
        Reads("0.09 USD/kWh", new DollarsPerJoule(0.09 / 3.6e6));
        Reads("2.5 USD/h", new DollarsPerSecond(2.5 / 3600));
        Reads("369 g/kWh", new KilogramsPerJoule(0.369 / 3.6e6));
        Reads("369 gCO2e/kWh", new KilogramsPerJoule(0.369 / 3.6e6));
        Reads("9 USD/GB", new DollarsPerByte(9e-9));
        Reads("0.853 kg/GB", new KilogramsPerByte(0.853e-9));
        Reads("3.44 pJ/bit", new JoulesPerByte(8 * 3.44e-12));
        Reads("3.44 pJ/b", new JoulesPerByte(8 * 3.44e-12));
        Reads("0.5 pJ/FLOP", new JoulesPerFlop(0.5e-12));
        Reads("90 fJ/OP", new JoulesPerFlop(90e-15));
        Reads("989 TFLOP/s", new FlopsPerSecond(989e12));
        Reads("989 TFLOPS", new FlopsPerSecond(989e12));
        Reads("1979 TOPS", new FlopsPerSecond(1979e12));
        Reads("1.979 PFLOP/s", new FlopsPerSecond(1.979e15));
        Reads("814 mm2", new SquareMeters(814e-6));
        Reads("814 mm²", new SquareMeters(814e-6));
        Reads("8.14 cm2", new SquareMeters(814e-6));
        Reads("12/s", new PerSecond(12));
        Reads("12 /s", new PerSecond(12));
        Reads("12 / s", new PerSecond(12));
        Reads("90/min", new PerSecond(1.5));
        Reads("25000 USD", new Dollars(25000));
        Reads("25 kUSD", new Dollars(25000));
        Reads("164 kg", new Kilograms(164));
        Reads("1.5 tCO2e", new Kilograms(1500));
        Reads("2 TFLOP", new Flops(2e12));
        Reads("1 kWh", new Joules(3.6e6));
    }

    [Theory]
    [InlineData("50", "a time needs a unit, e.g. '50 ms'")]
    [InlineData("3 GB", "'GB' measures data, not time; write e.g. '50 ms'")]
    [InlineData("3 parsec", "'parsec' is no unit of time; write e.g. '50 ms'")]
    [InlineData("3 MS", "'MS' is no unit of time; symbols are exact, did you mean 'Ms'?")]
    [InlineData("NaN s", "'NaN s' is no finite number with a unit; write e.g. '50 ms'")]
    [InlineData("inf s", "'inf s' is no finite number with a unit; write e.g. '50 ms'")]
    [InlineData("", "'' is no finite number with a unit; write e.g. '50 ms'")]
    [InlineData("- s", "'- s' is no finite number with a unit; write e.g. '50 ms'")]
    [InlineData("1e999 s", "'1e999 s' is too large a number")]
    [InlineData("1,5 s", "',5 s' is no unit of time; write e.g. '50 ms'")]
    public void What_is_wrong_is_said_in_words(string text, string expected)
    {
        Assert.False(QuantityText.TryParse<Seconds>(text, out var value, out var problem));
        Assert.Equal(expected, problem);
        Assert.Equal(default, value);
    }

    [Theory]
    [InlineData("1 KB", "did you mean 'kB'?")]
    [InlineData("1 gb", "did you mean 'GB'?")]
    [InlineData("1 GB/s", "measures bandwidth, not data")]
    public void A_near_miss_of_data_names_the_right_unit(string text, string hint)
    {
        Assert.False(QuantityText.TryParse<Bytes>(text, out _, out var problem));
        Assert.Contains(hint, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_in_the_customary_unit_for_the_size()
    {
        Assert.Equal("50 ms", new Seconds(0.05).ToString());
        Assert.Equal("4 y", new Seconds(4 * 31557600.0).ToString());
        Assert.Equal("1.5 min", new Seconds(90).ToString());
        Assert.Equal("80 GB", new Bytes(80e9).ToString());
        Assert.Equal("3.44 pJ/bit", new JoulesPerByte(8 * 3.44e-12).ToString());
        Assert.Equal("0.09 USD/kWh", new DollarsPerJoule(0.09 / 3.6e6).ToString());
        Assert.Equal("2.5 USD/h", new DollarsPerSecond(2.5 / 3600).ToString());
        Assert.Equal("369 g/kWh", new KilogramsPerJoule(0.369 / 3.6e6).ToString());
        Assert.Equal("814 mm²", new SquareMeters(814e-6).ToString());
        Assert.Equal("25000 USD", new Dollars(25000).ToString());
        Assert.Equal("12/s", new PerSecond(12).ToString());
    }

    [Fact]
    public void Printed_text_reads_back_to_four_digits()
    {
        RoundTrips<Seconds>(); RoundTrips<Bytes>(); RoundTrips<BytesPerSecond>(); RoundTrips<Flops>(); RoundTrips<FlopsPerSecond>();
        RoundTrips<Watts>(); RoundTrips<Joules>(); RoundTrips<JoulesPerByte>(); RoundTrips<JoulesPerFlop>(); RoundTrips<SquareMeters>();
        RoundTrips<Dollars>(); RoundTrips<DollarsPerByte>(); RoundTrips<DollarsPerJoule>(); RoundTrips<DollarsPerSecond>();
        RoundTrips<Kilograms>(); RoundTrips<KilogramsPerByte>(); RoundTrips<KilogramsPerJoule>(); RoundTrips<PerSecond>();
    }

    [Fact]
    public void No_text_makes_reading_throw()
    {
        var pieces = Gen.Elements("1", "2.5", "-", "+", ".", "e", "E", "9e9", " ", "/", "ms", "k", "Ki", "GB", "b", "µ", "μ", "USD", "W", "h", "kWh", "²", "m2", "\0", "😀", "s", "NaN", "∞", "\t");
        var texts = Gen.OneOf(Gen.ArrayOf(pieces).Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        Check.One(Config.QuickThrowOnFailure.WithReplay(11UL, 13UL).WithMaxTest(3000), Prop.ForAll(texts.ToArbitrary(), text =>
            Sound<Seconds>(text) && Sound<Bytes>(text) && Sound<DollarsPerJoule>(text) && Sound<SquareMeters>(text) && Sound<PerSecond>(text)));

        static bool Sound<T>(string text) where T : struct, IQuantity<T> =>
            QuantityText.TryParse<T>(text, out var value, out var problem) ? double.IsFinite(value.Value) && problem is null : value.Value == 0 && problem.Length > 0;
    }

    static void Reads<T>(string text, T expected) where T : struct, IQuantity<T>
    {
        Assert.True(QuantityText.TryParse<T>(text, out var value, out var problem), problem);
        Assert.True(Math.Abs(value.Value - expected.Value) <= Math.Abs(expected.Value) * 4e-16, $"{text} gave {value.Value:R}, not {expected.Value:R}");
    }

    static void RoundTrips<T>() where T : struct, IQuantity<T>
    {
        var values = from exponent in Gen.Choose(-12, 16) from mantissa in Gen.Choose(-99_999, 99_999) select mantissa * 1e-4 * Math.Pow(10, exponent);
        Check.One(Config.QuickThrowOnFailure.WithReplay(7UL, 9UL).WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), value =>
        {
            var text = QuantityText.Format(T.Of(value));
            Assert.True(QuantityText.TryParse<T>(text, out var back, out var problem), $"{text}: {problem}");
            Assert.True(Math.Abs(back.Value - value) <= Math.Abs(value) * 0.501e-3, $"{value:R} printed as {text}, read as {back.Value:R}");
        }));
    }
}
