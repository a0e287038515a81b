using System.Globalization;

namespace Orrery.Serving;

/// <summary>Versions of engines as numbers that rise with them.</summary>
public static class EngineVersion
{
    /// <summary><c>0.11.2</c>, <c>v1.2.0rc6.post3</c> as major·1000 + minor + patch/1000: 0.19 is later than 0.8. Null where it does not begin with a number.</summary>
    public static double? Number(string version)
    {
        double number = 0, weight = 1000;
        var parts = version.TrimStart('v').Split('.', '-');
        for (var i = 0; i < Math.Min(parts.Length, 3); i++, weight /= 1000)
        {
            var digits = parts[i].AsSpan()[..(parts[i].AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : parts[i].Length)];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var part)) return i == 0 ? null : number;
            number += Math.Min(part, 999) * weight;
        }

        return number;
    }
}
