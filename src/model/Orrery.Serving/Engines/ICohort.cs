using Orrery.Performance;

namespace Orrery.Serving.Engines;

/// <summary>The sequences of an engine that decode.</summary>
interface ICohort
{
    /// <summary>Decode steps done.</summary>
    long Step { get; }

    /// <summary>Steps until a member may leave or change how it grows.</summary>
    long StepsToEvent { get; }

    /// <summary>Bytes of the blocks that the next step begins.</summary>
    long NextBlocks();

    /// <summary>The part of one member.</summary>
    long NextBlocks(in Sequence member);

    /// <summary>Writes what the next step works on, or one that comes later in a run without events.</summary>
    void Describe(ref StepShape shape, int stepsAhead = 0);

    void Join(int slot);

    void Leave(int slot);

    /// <summary>One decode step is done.</summary>
    /// <returns>Tokens out beyond one for each member.</returns>
    int Advance();

    /// <summary>Tokens of a member that are out now.</summary>
    int Generated(in Sequence member);

    /// <summary>Takes the next member, in order of admission, that has all its tokens after the steps done. It is no longer a member.</summary>
    bool TryTakeFinished(out int slot);
}
