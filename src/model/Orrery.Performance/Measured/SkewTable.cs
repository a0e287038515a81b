using System.Globalization;

namespace Orrery.Performance.Measured;

/// <summary>
/// How far attention over decodes of unequal contexts lies from that of equal ones at their mean, towards that of equal ones at their longest: a share for each
/// bucket of steps, as fitted by LLMServingSim's profiler (<c>skew_fit.csv</c>, <c>skew_fit</c> of <c>meta.yaml</c>).
/// </summary>
sealed class SkewTable
{
    const string Header = "pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha,n_samples";

    // Where the profile does not state its own: what those of two models on an RTX PRO 6000 state lies about.
    const double UsualDefault = 0.05;

    // The profiler's axes: a value belongs to the first bin whose end it does not pass.
    static readonly Axis Decodes = new([2, 4, 8, 16, 32, 64, 128, 256], ["n<=2", "n<=4", "n<=8", "n<=16", "n<=32", "n<=64", "n<=128", "n<=256", "n>256"]);
    static readonly Axis SkewRate = new([0.05, 0.15, 0.4, 0.7], ["sr<=5%", "sr<=15%", "sr<=40%", "sr<=70%", "sr>70%"]);
    static readonly Axis Longest = new([1024, 4096, 16384], ["kvB<=1k", "kvB<=4k", "kvB<=16k", "kvB>16k"]);
    static readonly Axis CachedPrompt = new([0, 512, 1024, 2048, 4096, 8192], ["kp=0", "kp<=512", "kp<=1k", "kp<=2k", "kp<=4k", "kp<=8k", "kp>8k"]);

    readonly Dictionary<(double Chunk, int Bucket), double> _shares = [];
    readonly ProfileNotes _notes;

    SkewTable(IEnumerable<Row> rows, ProfileNotes notes)
    {
        _notes = notes;
        foreach (var row in rows) _shares[(row.Chunk, row.Bucket)] = row.Share;
    }

    /// <summary>The table; null where the profile has none or says that it is not to be used.</summary>
    public static SkewTable? Read(Func<string, TextReader?> open, ICollection<TableProblem> problems)
    {
        var notes = ProfileNotes.Read(open);
        if (!notes.SkewIsFitted) return null;
        var rows = TableReader.Read("skew_fit.csv", Header, Parse, "a row is a prompt chunk, four labels of the profiler's bins, a share and a count", open, problems, isRequired: false);
        return rows.Count > 0 ? new SkewTable(rows, notes) : null;
    }

    /// <summary>The share of a step outside the measured buckets.</summary>
    /// <param name="tensorRanks">The tensor-parallel degree that was measured.</param>
    public double UsualShare(int tensorRanks) => _notes.UsualSkewShare(tensorRanks) ?? UsualDefault;

    /// <summary>The share, between 0 and 1: few samples give some buckets shares far outside.</summary>
    public double Share(double chunk, double decodes, double skewRate, double longest, double cachedPrompt, double usual) => Math.Clamp(_shares.GetValueOrDefault(
        (chunk, Bucket(Decodes.Bin(decodes), SkewRate.Bin(skewRate), Longest.Bin(longest), CachedPrompt.Bin(cachedPrompt))), usual), 0, 1);

    static Row? Parse(string[] fields)
    {
        if (fields.Length != 7 || !Number(fields[0], out var chunk) || !Number(fields[5], out var share)) return null;
        var (n, rate, longest, cached) = (Decodes.Named(fields[1]), SkewRate.Named(fields[2]), Longest.Named(fields[3]), CachedPrompt.Named(fields[4]));
        return n < 0 || rate < 0 || longest < 0 || cached < 0 ? null : new Row(chunk, Bucket(n, rate, longest, cached), share);
    }

    static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    static int Bucket(int decodes, int skewRate, int longest, int cachedPrompt) =>
        ((decodes * SkewRate.Bins + skewRate) * Longest.Bins + longest) * CachedPrompt.Bins + cachedPrompt;

    readonly record struct Row(double Chunk, int Bucket, double Share);

    sealed class Axis(double[] ends, string[] labels)
    {
        public int Bins => labels.Length;

        public int Named(string label) => Array.IndexOf(labels, label);

        public int Bin(double value)
        {
            var bin = 0;
            while (bin < ends.Length && value > ends[bin]) bin++;
            return bin;
        }
    }
}
