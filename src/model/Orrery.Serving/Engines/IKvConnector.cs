using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>Through which an engine meets what keeps key-value blocks outside its own cache, as through vLLM's connectors.</summary>
/// <remarks>Calls come in order of time over all engines.</remarks>
interface IKvConnector
{
    /// <summary>When something in it happens next, in picoseconds: no engine may go past that by itself.</summary>
    long Next { get; }

    /// <summary>A request has arrived at an engine; it waits to be admitted.</summary>
    void Arrived(int engine, in Request request, long now);

    /// <summary>A request is admitted: what of its prompt lies outside and is worth loading is loaded.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="sequence">The request, with what it has found in the engine's cache.</param>
    /// <param name="ticket">Its name there; <see cref="Engine.Loaded"/> tells it that the tokens have come.</param>
    /// <param name="hit">What it has found.</param>
    /// <param name="now">The instant.</param>
    /// <returns>Leading tokens that it will have once loaded; 0 where nothing is loaded.</returns>
    int Load(int engine, in Sequence sequence, Ticket ticket, in PrefixHit hit, long now);

    /// <summary>A unit of a prompt is in an engine's cache at the end of the step that is being put together.</summary>
    void Computed(int engine, long identity, long bytes);

    /// <summary>A unit loses its place in an engine's cache; it can still be copied at the end of the step.</summary>
    void Evicted(int engine, long identity, long bytes);

    /// <summary>A step has ended.</summary>
    void StepEnded(int engine, long now);

    /// <summary>A sequence gives up its place: its cache is to be written out.</summary>
    /// <returns>When that is done, as far as is known, and its blocks can be used; −1 where no store has room.</returns>
    long SwapOut(int engine, Ticket ticket, long bytes, long now);

    /// <summary>A sequence that was swapped out has its place again: its cache is to be read, bytes less than was written where the engine has some of it.</summary>
    void SwapIn(int engine, Ticket ticket, long bytes, long now);

    /// <summary>An engine has died: what its step would have computed is not there.</summary>
    void Lost(int engine);

    /// <summary>A sequence that was swapped out is given up.</summary>
    void Forget(int engine, Ticket ticket);
}
