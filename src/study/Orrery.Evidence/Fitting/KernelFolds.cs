namespace Orrery.Evidence;

/// <summary>
/// Predicts kernels of one architecture, kind and format by fits that have not seen them: in five parts at random, in five parts of whole shapes, and system
/// by system, where the architecture has another.
/// </summary>
static class KernelFolds
{
    const int Folds = 5;

    /// <summary>The predictions; none of a fold whose rest is less than a fit needs.</summary>
    /// <param name="samples">The kernels.</param>
    /// <param name="fewest">Kernels that a fit needs.</param>
    public static IEnumerable<UnseenPrediction> Predict(KernelSample[] samples, int fewest)
    {
        foreach (var (name, held, rest) in Of(samples, sample => sample.Shape, sample => sample.Accelerator.Name))
        {
            if (rest.Length < fewest) continue;
            var fit = KernelFitter.Fit(rest[0].Kind, rest[0].Format, rest);
            var interval = ErrorInterval.Of([.. rest.Select(sample => sample.Point(fit))]);
            foreach (var point in held.Select(sample => sample.Point(fit))) yield return new(name, point, interval.Holds(point));
        }
    }

    /// <summary>What is held back together, and the rest, in each of the ways.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="shape">The shape of one.</param>
    /// <param name="system">The system of one.</param>
    public static IEnumerable<(string Name, T[] Held, T[] Others)> Of<T>(T[] samples, Func<T, string> shape, Func<T, string> system)
        where T : class
    {
        var shapes = samples.Select(shape).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        (string Name, Func<T, int, string> Of)[] folds =
        [
            // A golden step visits every part, whatever the order of the table.
            ("at random", (_, i) => $"{(int)(i * 0.6180339887498949 % 1 * Folds)}"),
            ("by whole shape", (sample, _) => $"{shapes.IndexOf(shape(sample)) % Folds}"),
            ("by whole system", (sample, _) => system(sample)),
        ];
        foreach (var (name, of) in folds)
            foreach (var part in samples.Index().GroupBy(sample => of(sample.Item, sample.Index), sample => sample.Item).OrderBy(part => part.Key, StringComparer.Ordinal))
            {
                var held = part.ToHashSet(ReferenceEqualityComparer.Instance);
                yield return (name, [.. part], [.. samples.Where(sample => !held.Contains(sample))]);
            }
    }
}
