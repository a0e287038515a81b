using Orrery.Concurrency.Coherence;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a processor.</summary>
static class ProcessorKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<int> CoresPerCluster = Keys.Int("cores-per-cluster", "Cores around one last-level cache, or one corner of a mesh.", Bound.AtLeast(1)).Required();
    public static readonly Key<int> CoresPerSocket = Keys.Int("cores-per-socket", "Cores of a socket.", Bound.AtLeast(1)).Required();
    public static readonly Key<Seconds> Hit = Keys.Quantity<Seconds>("hit", "A read or write of a cache line that the core holds.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Atomic = Keys.Quantity<Seconds>("atomic", "What an atomic update takes beyond a write of a line that the core holds.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> ClusterTransfer = Keys.Quantity<Seconds>("cluster-transfer", "Getting a line from a core of the same cluster.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> SocketTransfer = Keys.Quantity<Seconds>("socket-transfer", "Getting a line from another cluster of the socket.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> RemoteTransfer = Keys.Quantity<Seconds>("remote-transfer", "Getting a line from another socket.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Occupancy = Keys.Quantity<Seconds>("occupancy", "Time for which a line serves one read and makes the next wait.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Allocation = Keys.Quantity<Seconds>("allocation", "Allocating and filling an object of 32 bytes, its share of collections included.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Clock = Keys.Quantity<Seconds>("clock", "Reading the time, as the runtime does.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Work = Keys.Quantity<Seconds>("work", "What a thread of a benchmark does between two operations.", Bound.NotNegative).Required();

    public static readonly KeyTable Table = new("processor", "A processor as the cache lines that its cores share.",
        Name, Title, CoresPerCluster, CoresPerSocket, Hit, Atomic, ClusterTransfer, SocketTransfer, RemoteTransfer, Occupancy, Allocation, Clock, Work) { HasBase = true };

    public static readonly EntryShape<CoherenceSpec> Shape = new(CatalogKind.Processors, () => Table, Bind);

    static CoherenceSpec Bind(MappingReader reader)
    {
        reader.TryGet(Title, out _);
        var (cluster, socket) = (reader.Get(CoresPerCluster), reader.Get(CoresPerSocket));
        if (socket > 0 && cluster > socket)
            reader.Diagnostics.Error(DiagnosticRules.BadCluster, reader.At(CoresPerCluster), $"'{reader.PathOf(CoresPerCluster)}' is {cluster}, more than the {socket} cores of a socket", "write no more than 'cores-per-socket': a cluster is a part of a socket");
        double Nanoseconds(Key<Seconds> key) => reader.Get(key).Value * 1e9;
        return new(
            reader.Get(Name) ?? "processor", cluster, socket, Nanoseconds(Hit), Nanoseconds(Atomic), Nanoseconds(ClusterTransfer),
            Nanoseconds(SocketTransfer), Nanoseconds(RemoteTransfer), Nanoseconds(Occupancy), Nanoseconds(Allocation), Nanoseconds(Clock), Nanoseconds(Work));
    }
}
