using Orrery.Units;

namespace Orrery.Hardware.Collectives;

/// <summary>
/// The parts of the time that an empty message takes: software once, and each wire and each switch on its way. Their sum over the way that a
/// topology needs is the α of a link.
/// </summary>
/// <param name="Software">Posting and polling, at both ends together.</param>
/// <param name="Wire">One wire, serialisation and flight.</param>
/// <param name="Switch">From port to port of one switch.</param>
public readonly record struct MessageLatency(Seconds Software, Seconds Wire, Seconds Switch)
{
    /// <summary>
    /// The α of a topology: over the farthest path through switches where there are any, else over one wire, since there a step of a collective
    /// is to a neighbour.
    /// </summary>
    public Seconds Of(Topology topology)
    {
        var (wires, switches) = topology switch
        {
            Topology.Switch or Topology.Bus => (2, 1),
            Topology.FatTree => (4, 3),
            Topology.Dragonfly => (5, 4),
            _ => (1, 0),
        };
        return Software + Wire * wires + Switch * switches;
    }
}
