using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>What an engine knows of one request. While it decodes, its length follows from the engine's decode step alone and nothing here is touched.</summary>
struct Sequence
{
    public Request Request;

    /// <summary>Its place in the front door's book; 0 where there is no front door, <see cref="Abandoned"/> where nobody waits for it any more.</summary>
    public int Visit;

    /// <summary>Places in the order of arrival at the engine and in the order of admission.</summary>
    public long Arrived, Admitted;

    /// <summary>Picoseconds: since when it waits or runs; first scheduling; first token; last token known.</summary>
    public long Since, FirstScheduled, FirstToken, LastToken;

    /// <summary>Tokens in the cache; while decoding, those when decoding began.</summary>
    public int Computed;

    /// <summary>Tokens out; while decoding, those when decoding began.</summary>
    public int Generated;

    /// <summary>The engine's decode step at which decoding began.</summary>
    public long Joined;

    /// <summary>Changes whenever decoding ends, so that what was scheduled for it is void.</summary>
    public int Stamp;

    /// <summary>Tokens that are loaded from outside the engine's cache, while they are: room for all that is known is taken before.</summary>
    public int Incoming;

    /// <summary>Whether they come from a tier outside, not from another engine.</summary>
    public bool FromOutside;

    /// <summary>Tokens of the cache that it gave up and that a tier outside keeps for it.</summary>
    public int Swapped;

    /// <summary>Units of the prefix cache that it refers to, their bytes, and the prompt's first unit that it has not yet completed.</summary>
    public List<int> Shared;
    public long SharedBytes;
    public int NextUnit;

    /// <summary>Where it is in the record of accepted drafts, once it is anywhere.</summary>
    public bool Replays;
    public int Replayed;

    public int Cached, Preemptions;

    /// <summary>Whether its images or sound have been through the encoder; what that made is kept, whatever becomes of the cache.</summary>
    public bool Encoded;

    /// <summary>Tokens that were in the cache when it was lost.</summary>
    public int Lost;

    public int Previous, Next;
    public bool Scheduled, Decoding;

    /// <summary>Whether it waits behind another request of its tenant.</summary>
    public bool Parked;

    /// <summary>Where it stands.</summary>
    public Phase Phase;

    /// <summary>The <see cref="Visit"/> of a sequence that runs to the end of its step for nobody.</summary>
    public const int Abandoned = -1;

    /// <summary>Prompt and what was generated: all that must be in the cache before the next token.</summary>
    public readonly int Known => Request.InputTokens + Generated;
}

/// <summary>Where a sequence stands in its engine.</summary>
enum Phase
{
    /// <summary>Among the waiting, without cache.</summary>
    Waiting,

    /// <summary>Its leading tokens come from outside the engine's cache into room that it has taken.</summary>
    Loading,

    /// <summary>They have come: it is the next to run.</summary>
    Ready,

    /// <summary>In the batch.</summary>
    Running,

    /// <summary>Its prompt is computed, and its cache is held until another engine has it.</summary>
    HandedOff,
}
