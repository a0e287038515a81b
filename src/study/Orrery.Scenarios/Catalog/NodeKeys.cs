using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a node.</summary>
static class NodeKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<int> AcceleratorsPerNode = Keys.Int("accelerators-per-node", "Accelerators in one host.", Bound.AtLeast(1)).Required();
    public static readonly Key<Watts> HostPower = Keys.Quantity<Watts>("host-power", "Power of the host without its accelerators: processors, memory, fans, network cards.", Bound.NotNegative).Required();
    public static readonly Key<double> HostSpeed = Keys.Number("host-speed", "Speed of one thread of its processors, over that of a Xeon Platinum 8480C: what steps whose kernels the host launches one by one wait for.", new Bound(0.01, 100)).Or(1);
    public static readonly Key<Dollars> HostPrice = Keys.Quantity<Dollars>("host-price", "Price of the host without its accelerators.", Bound.NotNegative).Required();
    public static readonly Key<Kilograms> HostEmbodied = Keys.Quantity<Kilograms>("host-embodied", "Embodied carbon of the host without its accelerators.", Bound.NotNegative).Required();

    public static readonly Key<double> RackUnits = Keys.Number("rack-units", "Space that the host takes with its accelerators, in units of a rack.", Bound.Positive).OtherwiseAs("it is not made for a rack");

    public static readonly KeyTable Table = new("node", "A host and the accelerators in it.",
        Name, Title, AcceleratorsPerNode, HostPower, HostSpeed, HostPrice, HostEmbodied, RackUnits) { HasBase = true };

    public static readonly EntryShape<NodeSpec> Shape = new(CatalogKind.Nodes, () => Table, Bind);

    static NodeSpec Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        return new NodeSpec
        {
            Name = reader.Get(Name) ?? "node",
            AcceleratorsPerNode = reader.Get(AcceleratorsPerNode),
            HostPower = reader.Get(HostPower),
            HostSpeed = reader.Get(HostSpeed),
            HostPrice = reader.Get(HostPrice),
            HostEmbodied = reader.Get(HostEmbodied),
            RackUnits = reader.Find(RackUnits),
        };
    }
}
