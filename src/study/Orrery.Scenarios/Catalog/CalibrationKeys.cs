using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a calibration.</summary>
static class CalibrationKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<string> Fitted = Keys.Text("fitted", "What it was fitted to, in words.");
    public static readonly Key<ImmutableArray<KernelFit>> Kernels = new Key<ImmutableArray<KernelFit>>("kernels", "Fits by kind of kernel and format.",
        new ListShape<KernelFit>(new TableShape<KernelFit>(() => KernelTable!, BindKernel))).Required().Or([], "");

    public static readonly Key<KernelKind> Kind = Keys.Enum<KernelKind>("kind", "The kind of kernel.").Required();
    public static readonly Key<string> Format = Keys.Text("format", "Format of the weights or the cache; none where it makes no difference.");
    public static readonly Key<string> Version = Keys.Text("version", "The engine's version that it was measured with, as `vllm 0.19.0`; none for the newest.");
    public static readonly Key<Seconds> Launch = Keys.Quantity<Seconds>("launch", "Time of an empty kernel.", Bound.NotNegative).Or(default);
    public static readonly Key<double> Compute = Keys.Number("compute", "Share of the peak arithmetic that large ones reach.", Bound.Positive).Or(1);
    public static readonly Key<double> Memory = Keys.Number("memory", "Share of the peak bandwidth that large ones reach.", Bound.Positive).Or(1);
    public static readonly Key<double> Activations = Keys.Number("activations", "Activations moved beside the rest, over their bytes.", Bound.NotNegative).Or(0);
    public static readonly Key<double> Elsewhere = Keys.Number("elsewhere", "Share of those that a visit to an expert of another device costs.", Bound.NotNegative).Or(0);
    public static readonly Key<double> Cache = Keys.Number("cache", "New keys and values moved beside the rest, over their bytes.", Bound.NotNegative).Or(0);
    public static readonly Key<Seconds> Depth = Keys.Quantity<Seconds>("depth", "Time of one element of the inner dimension, or of one token that the longest row attends to.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> Unit = Keys.Quantity<Seconds>("unit", "Time of one unit that is scheduled by itself: a head of a sequence, a device of a sum.", Bound.NotNegative).Or(default);
    public static readonly Key<double> Padding = Keys.Number("padding", "Rows that each expert's tokens are padded by.", Bound.NotNegative).Or(0);
    public static readonly Key<int> Points = Keys.Int("points", "Kernels it was fitted to; 0 where it is taken from another architecture.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<double> Residual = Keys.Number("residual", "Median relative error over those.", Bound.NotNegative).Or(0);

    public static readonly KeyTable KernelTable = new("kernel", "How long one kind of kernel takes, beside the data sheet.",
        Kind, Format, Version, Launch, Compute, Memory, Activations, Elsewhere, Cache, Depth, Unit, Padding, Points, Residual);

    public static readonly KeyTable Table = new("calibration", "What an architecture's kernels reach of its data sheet.", Name, Title, Fitted, Kernels) { HasBase = true };

    public static readonly EntryShape<CalibrationSpec> Shape = new(CatalogKind.Calibrations, () => Table, Bind);

    static KernelFit BindKernel(MappingReader reader) => new()
    {
        Kind = reader.Get(Kind),
        Format = reader.Get(Format) ?? "",
        Version = reader.Get(Version) ?? "",
        Launch = reader.Get(Launch),
        Compute = reader.Get(Compute),
        Memory = reader.Get(Memory),
        Activations = reader.Get(Activations),
        Elsewhere = reader.Get(Elsewhere),
        Cache = reader.Get(Cache),
        Depth = reader.Get(Depth),
        Unit = reader.Get(Unit),
        Padding = reader.Get(Padding),
        Points = reader.Get(Points),
        Residual = reader.Get(Residual),
    };

    static CalibrationSpec Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        reader.TryGet(Fitted, out _);
        return new CalibrationSpec { Name = reader.Get(Name) ?? "calibration", Kernels = reader.Get(Kernels) };
    }
}
