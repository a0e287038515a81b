using System.Buffers.Text;

namespace Orrery.Workloads.Traces;

/// <summary>One window of a ServeGen client: <c>start_s,rate_req_s,cv,family,param1,param2</c>.</summary>
readonly record struct ServeGenWindow(double StartSeconds, double Rate, bool IsWeibull, double Shape);

/// <summary>Reads the two files of a ServeGen client (Xiang et al., "ServeGen", arXiv 2505.09999).</summary>
static class ServeGen
{
    /// <summary>Whether a line is a window.</summary>
    public static bool IsWindow(ReadOnlySpan<byte> line) => TryParse(line, out _);

    /// <summary>Reads a window: the shape of its gaps is kept, their mean follows from the rate.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ServeGenWindow window)
    {
        window = default;
        Span<Range> cells = stackalloc Range[7];
        var count = 0;
        foreach (var range in line.Split((byte)','))
        {
            if (count == 6) return false;
            cells[count++] = range;
        }
        if (count != 6 || !Number(line[cells[0]], out var start) || !Number(line[cells[1]], out var rate) || !Number(line[cells[4]], out var shape)) return false;
        var family = line[cells[3]];
        if (!(family.Length == 0 || family.SequenceEqual("Gamma"u8) || family.SequenceEqual("Weibull"u8) || family.SequenceEqual("Exp"u8))) return false;
        // A thousand million seconds, a million requests a second: beyond these a number is a slip of the pen.
        if (start is < 0 or > 1e9 || rate is < 0 or > 1e6 || (family.Length > 0 && shape is <= 0.01 or > 1e4)) return false;
        window = new(start, rate, family.SequenceEqual("Weibull"u8), family.SequenceEqual("Gamma"u8) || family.SequenceEqual("Weibull"u8) ? shape : 1);
        return true;
    }

    static bool Number(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
}
