namespace Orrery.Workloads.Architectures;

/// <summary>Arithmetic and bytes of one part of a model.</summary>
/// <param name="Flops">Operations.</param>
/// <param name="Bytes">Bytes moved, one for each operand and result.</param>
public readonly record struct PartProfile(double Flops, double Bytes)
{
    /// <summary>Operations per byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>Both together.</summary>
    public static PartProfile operator +(PartProfile a, PartProfile b) => new(a.Flops + b.Flops, a.Bytes + b.Bytes);

    /// <summary>So many of it.</summary>
    public static PartProfile operator *(PartProfile part, double times) => new(part.Flops * times, part.Bytes * times);
}

/// <summary>
/// Arithmetic intensity of an encoder that takes a whole text at once, one byte a number, part by part, as "Full Stack Optimization of Transformer Inference"
/// (arXiv 2302.14017) profiles it: every operand and result moves through memory, scores and softmax too.
/// </summary>
/// <param name="Projections">Query, key, value and output projections.</param>
/// <param name="Attention">Scores and weighted values.</param>
/// <param name="FeedForward">Both matrices.</param>
/// <param name="Other">Softmax, norms, activation, residual sums.</param>
public sealed record TransformerProfile(PartProfile Projections, PartProfile Attention, PartProfile FeedForward, PartProfile Other)
{
    /// <summary>All parts.</summary>
    public PartProfile Total => Projections + Attention + FeedForward + Other;

    /// <summary>An encoder over so many tokens.</summary>
    /// <exception cref="ArgumentException">A layer is no multi-head attention with a plain MLP.</exception>
    public static TransformerProfile Encoder(ModelSpec model, long tokens)
    {
        var sum = new TransformerProfile(default, default, default, default);
        foreach (var layer in model.Layers)
        {
            if (layer is not { Mixer: AttentionSpec attention, FeedForward: DenseSpec { Gated: false } dense } || attention.Heads != attention.KvHeads)
                throw new ArgumentException($"{model.Name} is no encoder of multi-head attention and plain MLPs.", nameof(model));
            var one = Layer(tokens, model.Hidden, attention.Heads, dense.Width);
            sum = new(sum.Projections + one.Projections, sum.Attention + one.Attention, sum.FeedForward + one.FeedForward, sum.Other + one.Other);
        }

        return sum;
    }

    static TransformerProfile Layer(double l, double d, double h, double f) => new(
        new(8 * l * d * d, 4 * (d * d + 2 * l * d)),
        new(h * l * l * (2 * d / h - 1) + l * d * (2 * l - 1), 4 * l * d + 2 * h * l * l),
        new(4 * l * d * f, 2 * (d * f + l * d + l * f)),
        new(4 * h * l * l + 10 * l * d + 12 * l * f, 2 * h * l * l + 9 * l * d + 2 * l * f));
}
