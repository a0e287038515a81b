using System.Globalization;

namespace Orrery.Hardware.Memory;

/// <summary>How long cells last, in words.</summary>
public static class Lifespan
{
    /// <summary>The years where there are any, else the days, else the hours: <c>3.1 years</c>, <c>34 days</c>.</summary>
    public static string Words(double years) => years switch
    {
        >= 10 => Text(years, "0", "years"),
        >= 1 => Text(years, "0.#", "years"),
        >= 2 / 365.25 => Text(years * 365.25, "0", "days"),
        _ => Text(years * 8766, "0.#", "hours"),
    };

    static string Text(double amount, string format, string unit) => $"{amount.ToString(format, CultureInfo.InvariantCulture)} {unit}";
}
