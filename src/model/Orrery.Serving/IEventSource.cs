namespace Orrery.Serving;

/// <summary>Something besides arrivals and the steps of engines that happens at instants of its own on a run's clock.</summary>
interface IEventSource
{
    /// <summary>When it happens next, in picoseconds; <see cref="long.MaxValue"/> where nothing is due.</summary>
    long Next { get; }

    /// <summary>Lets what is due at an instant happen.</summary>
    void Happen(long now);
}
