using System.Globalization;
using System.Text;
using Orrery.Performance;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Evidence.Tests;

public sealed class StepFitTests
{
    // Steps of an engine whose formula is known, read off with an error of so much.
    static string Log(Func<int, int, double, double> seconds, double noise, int steps = 500)
    {
        var source = new RandomSource(7);
        var text = new StringBuilder("prefill_tokens,decode_sequences,attended_tokens,time_ms\n");
        for (var i = 0; i < steps; i++)
        {
            var (prefill, decodes) = (source.NextInt(3) == 0 ? source.NextInt(2000) : 0, 1 + source.NextInt(200));
            var attended = decodes * (100.0 + source.NextInt(3000));
            var time = seconds(prefill, decodes, attended) * (1 + noise * (2 * source.NextDouble() - 1));
            text.Append(CultureInfo.InvariantCulture, $"{prefill},{decodes},{attended},{time * 1e3:R}\n");
        }
        return text.ToString();
    }

    [Fact]
    public void A_linear_engine_is_found_again()
    {
        var fit = StepFit.Fit("log", new StringReader(Log(static (p, d, a) => 5e-3 + 40e-6 * p + 15e-6 * d + 3e-9 * a, 0)));
        Assert.Equal(5e-3, fit.Steps.Base.Value, 5e-7);
        Assert.Equal(40e-6, fit.Steps.PerPrefillToken.Value, 4e-9);
        Assert.Equal(15e-6, fit.Steps.PerDecodeSequence.Value, 15e-9);
        Assert.Equal(3e-9, fit.Steps.PerAttendedToken.Value, 3e-12);
        Assert.True(fit.MedianError < 1e-4);
        Assert.Equal((400, 100), (fit.Fitted, fit.HeldBack));
    }

    [Fact]
    public void What_is_held_back_shows_the_noise_of_the_log()
    {
        var fit = StepFit.Fit("log", new StringReader(Log(static (p, d, a) => 5e-3 + 40e-6 * p + 15e-6 * d + 3e-9 * a, 0.1)));
        Assert.InRange(fit.MedianError, 0.04, 0.06); // the median of a uniform error of up to a tenth
        Assert.Equal(40e-6, fit.Steps.PerPrefillToken.Value, 2e-6);
    }

    [Fact]
    public void A_bent_engine_needs_pieces()
    {
        var log = Log(static (p, d, a) => Math.Max(6e-3, 30e-6 * (p + d)) + 2e-9 * a, 0);
        var linear = StepFit.Fit("log", new StringReader(log));
        var bent = StepFit.Fit("log", new StringReader(log), pieces: 8);
        Assert.True(bent.MedianError < 0.3 * linear.MedianError, $"{bent.MedianError} against {linear.MedianError}");
        Assert.True(bent.Steps.Curve.Zip(bent.Steps.Curve.Skip(1)).All(static pair => pair.First.Tokens < pair.Second.Tokens && pair.First.Time.Value <= pair.Second.Time.Value));

        // And the timer of the fit gives back what was logged.
        var timer = new FittedTimer(bent.Steps, [Reach.Full]);
        timer.Evaluate(StepShapes.Decode(timer.Reaches, 100, 1000), out var decode);
        Assert.Equal(6e-3 + 2e-9 * 100_000, decode.Seconds, 6e-4);
        timer.Evaluate(StepShapes.Prefill(timer.Reaches, 1, 0, 4000), out var beyond);
        Assert.Equal(30e-6 * 4000, beyond.Seconds, 0.05 * 30e-6 * 4000);
    }

    [Fact]
    public void A_time_that_falls_with_load_is_fitted_by_one_that_stays()
    {
        var fit = StepFit.Fit("log", new StringReader(Log(static (p, d, a) => 10e-3 - 10e-6 * d, 0)));
        Assert.Equal(0, fit.Steps.PerDecodeSequence.Value);
        Assert.Equal(0, fit.Steps.PerAttendedToken.Value);
    }

    [Theory]
    [InlineData("prefill_tokens,decode_sequences\n1,2\n", "no column 'attended_tokens'")]
    [InlineData("prefill_tokens,decode_sequences,attended_tokens\n1,2,3\n", "no column of times")]
    [InlineData("prefill_tokens,decode_sequences,attended_tokens,seconds\n1,2,3,0\n", "no step")]
    [InlineData("prefill_tokens,decode_sequences,attended_tokens,seconds\n1,2,3,1\n", "too few")]
    public void A_log_that_cannot_be_fitted_says_why(string log, string says) =>
        Assert.Contains(says, Assert.Throws<EvidenceException>(() => StepFit.Fit("log", new StringReader(log))).Message, StringComparison.Ordinal);
}
