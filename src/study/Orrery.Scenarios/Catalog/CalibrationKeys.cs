using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;
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

    public static readonly Key<ImmutableArray<CollectiveFit>> Collectives = new Key<ImmutableArray<CollectiveFit>>("collectives", "Fits of the library's collectives by kind and link.",
        new ListShape<CollectiveFit>(new TableShape<CollectiveFit>(() => CollectiveTable!, BindCollective))).Or([], "");

    public static readonly Key<Collective> CollectiveKind = Keys.Enum<Collective>("kind", "What the devices do.").Required();
    public static readonly Key<string> Link = Keys.Text("link", "Technology of the link that it was measured on.").Required();
    public static readonly Key<Seconds> Step = Keys.Quantity<Seconds>("step", "Latency of a step of the protocol that starts fast.", Bound.NotNegative).Or(default);
    public static readonly Key<double> Fast = Keys.Number("fast", "Share of the link's bandwidth that it reaches.", Bound.Positive).Or(1);
    public static readonly Key<Seconds> Start = Keys.Quantity<Seconds>("start", "What the protocol that moves much takes to start, beyond the launch.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> BulkStep = Keys.Quantity<Seconds>("bulk-step", "Latency of a step of it.", Bound.NotNegative).Or(default);
    public static readonly Key<double> Bulk = Keys.Number("bulk", "Share of the link's bandwidth that it reaches; 0 where there is one protocol.", Bound.NotNegative).Or(0);
    public static readonly Key<double> Copy = Keys.Number("copy", "Time of the whole message in a device's own memory, over that of its bytes on the link.", Bound.NotNegative).Or(0);
    public static readonly Key<double> Sharing = Keys.Number("sharing", "Power of the number of devices by which they share what is between them.", Bound.NotNegative).Or(0);
    public static readonly Key<int> Devices = Keys.Int("devices", "Most devices that were measured; larger groups take the model of the network.", Bound.AtLeast(2)).Or(2);

    public static readonly KeyTable CollectiveTable = new("measured-collective", "How long the library takes for one kind of collective over one link.",
        CollectiveKind, Link, Launch, Step, Fast, Start, BulkStep, Bulk, Copy, Sharing, Devices, Points, Residual);

    public static readonly KeyTable Table = new("calibration", "What an architecture's kernels reach of its data sheet.", Name, Title, Fitted, Kernels, Collectives) { HasBase = true };

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

    static CollectiveFit BindCollective(MappingReader reader) => new()
    {
        Kind = reader.Get(CollectiveKind),
        Link = reader.Get(Link) ?? "",
        Launch = reader.Get(Launch),
        Step = reader.Get(Step),
        Fast = reader.Get(Fast),
        Start = reader.Get(Start),
        BulkStep = reader.Get(BulkStep),
        Bulk = reader.Get(Bulk),
        Copy = reader.Get(Copy),
        Sharing = reader.Get(Sharing),
        Devices = reader.Get(Devices),
        Points = reader.Get(Points),
        Residual = reader.Get(Residual),
    };

    static CalibrationSpec Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        reader.TryGet(Fitted, out _);
        return new CalibrationSpec { Name = reader.Get(Name) ?? "calibration", Kernels = reader.Get(Kernels), Collectives = reader.Get(Collectives) };
    }
}
