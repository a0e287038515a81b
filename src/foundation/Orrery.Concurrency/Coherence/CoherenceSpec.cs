namespace Orrery.Concurrency.Coherence;

/// <summary>What it costs cores to share memory: a machine as its cache lines see it.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="CoresPerCluster">Cores around one last-level cache, or one corner of a mesh.</param>
/// <param name="CoresPerSocket">Cores of a socket.</param>
/// <param name="HitNanoseconds">A read or write of a line that the core holds.</param>
/// <param name="AtomicNanoseconds">What an atomic update takes beyond a write of a line that the core holds.</param>
/// <param name="ClusterNanoseconds">Getting a line from a core of the same cluster.</param>
/// <param name="SocketNanoseconds">Getting a line from another cluster of the socket.</param>
/// <param name="RemoteNanoseconds">Getting a line from another socket.</param>
/// <param name="OccupancyNanoseconds">Time for which a line's directory serves one read and makes the next wait.</param>
/// <param name="AllocationNanoseconds">Allocating and filling a node.</param>
/// <param name="ClockNanoseconds">Reading the time.</param>
/// <param name="WorkNanoseconds">What a thread does between two operations.</param>
public sealed record CoherenceSpec(
    string Name, int CoresPerCluster, int CoresPerSocket, double HitNanoseconds, double AtomicNanoseconds, double ClusterNanoseconds, double SocketNanoseconds,
    double RemoteNanoseconds, double OccupancyNanoseconds, double AllocationNanoseconds, double ClockNanoseconds, double WorkNanoseconds);
