namespace Orrery.Performance;

/// <summary>The quantities of a step that an operator's work is proportional to, on one device of the engine.</summary>
enum Feature
{
    /// <summary>Nothing: always 1.</summary>
    One,

    /// <summary>Tokens through the layers, on one data and context rank.</summary>
    Tokens,

    /// <summary>Tokens through the layers, of all data and context ranks together.</summary>
    AllTokens,

    /// <summary>Positions whose next token is sampled.</summary>
    Sampled,

    /// <summary>Prompt tokens.</summary>
    PrefillTokens,

    /// <summary>Tokens of decoding sequences.</summary>
    DecodeTokens,

    /// <summary>Sequences, decoding or in prefill.</summary>
    Sequences,

    /// <summary>Prompt tokens that an encoder makes.</summary>
    EncoderTokens,

    /// <summary>1 in a step without prompts, else 0.</summary>
    DecodeOnly,

    /// <summary>Pairs of prompt token and attended token; one for each reach.</summary>
    PrefillPairs,

    /// <summary>Cached tokens read by prompts; one for each reach.</summary>
    PrefillAttended = PrefillPairs + ReachLimits.Reaches,

    /// <summary>Cached tokens read by decodes; one for each reach.</summary>
    DecodeAttended = PrefillAttended + ReachLimits.Reaches,

    /// <summary>Pairs of decoding token and attended token; one for each reach.</summary>
    DecodePairs = DecodeAttended + ReachLimits.Reaches,

    /// <summary>Number of features.</summary>
    Count = DecodePairs + ReachLimits.Reaches,
}
