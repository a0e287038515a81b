using System.Buffers.Text;

namespace Orrery.Workloads.Traces;

/// <summary>Reads instants exactly, in picoseconds: numbers of some unit, and wall clocks such as <c>2023-11-16 18:15:46.6805900</c>.</summary>
static class TraceTime
{
    /// <summary>Picoseconds of a second.</summary>
    public const long Second = 1_000_000_000_000;

    // 128 bits hold picoseconds since the year 1; a double would round a wall clock to microseconds.
    /// <param name="text">The instant.</param>
    /// <param name="unit">Picoseconds of the unit that a bare number counts.</param>
    /// <param name="picoseconds">The instant since 0, or since the year 1 for a wall clock.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, long unit, out Int128 picoseconds)
    {
        if (text.Length >= 19 && text[4] == '-' && text[7] == '-') return TryParseClock(text, out picoseconds);
        return TryParseNumber(text, unit, out picoseconds);
    }

    /// <summary>A span that a trace may leave out: 0 where it is missing, negative or no number.</summary>
    public static long Span(ReadOnlySpan<byte> text, long unit) => TryParseNumber(text, unit, out var picoseconds) ? (long)Int128.Clamp(picoseconds, 0, long.MaxValue / 4) : 0;

    static bool TryParseNumber(ReadOnlySpan<byte> text, long unit, out Int128 picoseconds)
    {
        picoseconds = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (Utf8Parser.TryParse(digits, out ulong whole, out var used))
        {
            if (used == digits.Length)
            {
                picoseconds = (Int128)whole * unit * (negative ? -1 : 1);
                return true;
            }
            if (digits[used] == '.' && TryParseFraction(digits[(used + 1)..], out var trillionths))
            {
                picoseconds = ((Int128)whole * unit + (Int128)trillionths * unit / Second) * (negative ? -1 : 1);
                return true;
            }
        }
        // What has an exponent, such as 1.5e-05.
        if (!Utf8Parser.TryParse(text, out double value, out used) || used != text.Length || !(Math.Abs(value) < 1e15)) return false;
        picoseconds = (Int128)Math.Round(value * unit);
        return true;
    }

    // Digits after the point, in units of 1e-12; what lies beyond is below a picosecond of any unit up to a second.
    static bool TryParseFraction(ReadOnlySpan<byte> text, out long trillionths)
    {
        trillionths = 0;
        for (var i = 0; i < Math.Max(12, text.Length); i++)
        {
            var digit = i < text.Length ? text[i] - '0' : 0;
            if ((uint)digit > 9) return false;
            if (i < 12) trillionths = trillionths * 10 + digit;
        }
        return true;
    }

    // yyyy-MM-dd, a space or T, HH:mm:ss, any number of decimals, then nothing, Z or an offset +hh:mm.
    static bool TryParseClock(ReadOnlySpan<byte> text, out Int128 picoseconds)
    {
        picoseconds = 0;
        if (!(Digits(text[..4], out var year) && Digits(text[5..7], out var month) && Digits(text[8..10], out var day)
            && text[10] is (byte)' ' or (byte)'T' && Digits(text[11..13], out var hour) && text[13] == ':'
            && Digits(text[14..16], out var minute) && text[16] == ':' && Digits(text[17..19], out var second))) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return false;
        var rest = text[19..];
        long trillionths = 0;
        if (rest.Length > 0 && rest[0] == '.')
        {
            var length = 1;
            while (length < rest.Length && rest[length] is >= (byte)'0' and <= (byte)'9') length++;
            if (length == 1 || !TryParseFraction(rest[1..length], out trillionths)) return false;
            rest = rest[length..];
        }
        if (!TryParseOffset(rest, out var offsetMinutes)) return false;
        var seconds = ((new DateOnly(year, month, day).DayNumber * 24L + hour) * 60 + minute - offsetMinutes) * 60 + second;
        picoseconds = (Int128)seconds * Second + trillionths;
        return true;
    }

    static bool TryParseOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 0 || text is [(byte)'Z']) return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':' || !Digits(text[1..3], out var hours) || !Digits(text[4..], out minutes)) return false;
        minutes = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if ((uint)(c - '0') > 9) return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }
}
